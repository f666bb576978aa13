import { describe, expect, test } from '@jest/globals';

import { vocabulary } from '#lib/expression/index.js';

import { pincer } from './console.js';

describe('the program', () => {
  test('explains itself', async () => {
    const { exitCode, out, err } = await pincer(['--help']);
    expect(exitCode).toBe(0);
    expect(err).toBe('');
    for (const flag of ['--digits N', '--eps E', '--workers N|auto', '--timeout T', '--json'])
      expect(out).toContain(flag);
    for (const name of vocabulary.keys()) expect(out).toContain(`\n  ${name}`);
    expect((await pincer(['eval', '--help'])).out).toBe(out);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  test('tells its version', async () => {
    expect(await pincer(['--version'])).toMatchObject({ exitCode: 0 });
    expect((await pincer(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
  });

  test.each([
    [['eval'], 'eval needs an expression'],
    [['eval', '1', '+', '1'], 'quote it: pincer eval "1 + 1"'],
    [['evla', '1'], 'unknown command evla; did you mean eval?'],
    [['sqrt(2)'], 'pincer eval "sqrt(2)"'],
    [['--digits', '5'], 'a command is missing'],
    [['eval', 'pi', '--digts', '5'], 'did you mean --digits?'],
  ])('%j is wrong usage: %s', async (argv, message) => {
    const { exitCode, out, err } = await pincer(argv);
    expect(exitCode).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(message);
    expect(err).toContain('pincer --help');
  });

  test('flags may stand before the command', async () => {
    const { out } = await pincer(['--workers', '0', '--digits', '3', 'eval', 'pi']);
    expect(out).toBe('3.14\n');
  });

  test('without arguments shows an example whose bounds close in', async () => {
    const { exitCode, out } = await pincer([]);
    expect(exitCode).toBe(0);
    expect(out).toContain('262537412640768743.99999999999925007259719818568888');
    expect(out).toContain('pincer eval');
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });
});
