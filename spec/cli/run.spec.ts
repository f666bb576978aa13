import { Readable } from 'node:stream';

import { describe, expect, test } from '@jest/globals';

import { tour } from '#lib/cli/commands/tour.js';
import { flags } from '#lib/cli/reading/flags.js';
import { vocabulary } from '#lib/expression/index.js';

import { Page, pincer } from './console.js';

describe('the program', () => {
  test('explains itself', async () => {
    const { exitCode, out, err } = await pincer(['--help']);
    expect(exitCode).toBe(0);
    expect(err).toBe('');
    for (const { name } of flags) expect(out).toContain(`\n  ${name}`);
    for (const command of ['', ' eval', ' compare', ' check', ' batch', ' tour', ' completion'])
      expect(out).toContain(`\n  pincer${command} `);
    for (const name of vocabulary.keys()) expect(out).toContain(`\n  ${name}`);
    expect((await pincer(['eval', '--help'])).out).toBe(out);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  test.each([
    [['refine', 'sqrt(2)', '--digits', '7'], 'eval'],
    [['refine', 'sqrt(2)', '--within', '7'], 'eval'],
    [['typecheck', 'sqrt(1, 2) + sqrt'], 'check'],
    [['typecheck', 'sqrt(2)', '--digits', '7'], 'check'],
  ])('%j does what %s does', async ([name, ...others], command) => {
    const { exitCode, out, err } = await pincer([name!, ...others]);
    expect(out + err).not.toBe('');
    const same = await pincer([command, ...others]);
    expect([exitCode, out, err]).toEqual([same.exitCode, same.out, same.err]);
  });

  test('tells its version', async () => {
    expect(await pincer(['--version'])).toMatchObject({ exitCode: 0 });
    expect((await pincer(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
  });

  test.each([
    [['eval'], 'eval needs an expression'],
    [['eval', '1', '+', '1'], 'quote it: pincer eval "1 + 1"'],
    [['compare', 'pi'], 'compare needs two expressions: pincer compare "22/7" "pi"'],
    [['compare', 'pi', 'e', '3'], 'quote each: pincer compare "22/7" "pi"'],
    [['check'], 'check needs an expression'],
    [['compare', 'pi', 'e', '--digits', '5'], '--digits says nothing to compare'],
    [['eval', 'pi', '--within', '5'], '--within says nothing to eval'],
    [
      ['eval', 'pi', '--bits', '5', '--round', 'up'],
      '--round is for digits and decimals, not for bits',
    ],
    [['eval', 'pi', '--as', 'ball', '--round', 'up'], 'not for ball'],
    [['eval', '@no-such-file'], 'cannot read no-such-file'],
    [['evla', '1'], 'unknown command evla; did you mean eval?'],
    [['sqrt(2)'], 'pincer eval "sqrt(2)"'],
    [['--strict'], '--strict says nothing to the calculator; it is for batch'],
    [['tour', 'pi'], 'tour takes no operand'],
    [['completion', 'tcsh'], 'completion takes bash, zsh, fish, got tcsh'],
    [['\u001b[2J'], 'unknown command \\u001b[2J'],
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

  test('as a tour shows an example whose bounds close in', async () => {
    const { exitCode, out } = await pincer(['tour']);
    expect(exitCode).toBe(0);
    expect(out).toContain('262537412640768743.99999999999925007259719818568888');
    expect(out).toContain('pincer eval');
    const looks = [...out.matchAll(/at least +(\S+)\n.*at most +(\S+) +(\S+) apart/g)];
    const widths = looks.map(([, , , width]) => Number(width));
    expect(widths.length).toBeGreaterThan(5);
    expect(widths).toEqual([...widths].sort((a, b) => b - a));
    expect(widths.at(-1)).toBeLessThan(1e-20);
    expect(out).not.toContain('\u001b');
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  test('on a terminal the example goes at the pace of its reader, until interrupted', async () => {
    const stdout = new Page(true);
    const io = { stdin: Readable.from([]), stdout, stderr: new Page(true), argv: [] };
    const signal = new AbortController();
    const env = { npm_lifecycle_event: 'start' };
    expect(await tour({ ...io, env, signal: signal.signal }, 1)).toBe(0);
    expect(stdout.text).toContain('\u001b[1m262537412640768743.9999999');
    expect(stdout.text).toContain('npm start -- eval');
    signal.abort();
    expect(await tour({ ...io, env, signal: signal.signal })).toBe(130);
  });
});
