import { describe, expect, test } from '@jest/globals';

import { pincer } from './console.js';
import type { Outcome } from './console.js';

const comparison = (...argv: string[]): Promise<Outcome> =>
  pincer(['compare', '--workers', '0', ...argv]);

describe('pincer compare', () => {
  test.each([
    [['pi', '22/7'], '<'],
    [['22/7', 'pi'], '>'],
    [['1/3 + 1/6', '0.5'], '='],
    [['sqrt(2)', 'sqrt(2)'], '='],
    [['sin(1)^2+cos(1)^2', '1'], '='],
    [['-1', '1'], '<'],
    [['sin(2)', '2*sin(1)*cos(1)', '--within', '1e-50'], '~'],
    [['pi', '22/7', '--within', '1e-50'], '<'],
    [['x^2', 'y = 3; y^2', 'x=1.5'], '<'],
    [['x', 'x', 'x=1.23 +/- 0.01'], '='],
    [['x', 'y', 'x=[1, 2]', 'y=[3, 4]'], '<'],
  ])('%j is decided: %s', async (argv, sign) => {
    expect(await comparison(...argv)).toMatchObject({ exitCode: 0, out: `${sign}\n`, err: '' });
  });

  test.each([
    [['sin(2)', '2*sin(1)*cos(1)'], 'undecided'],
    [['x', 'y', 'x=[1, 3]', 'y=[2, 4]'], 'limited by '],
    [['sin(2)', '2*sin(1)*cos(1)', '--max-steps', '1'], 'the steps are used up'],
  ])('%j is undecided, and says where the difference lies', async (argv, message) => {
    const { exitCode, out, err } = await comparison(...argv);
    expect(exitCode).toBe(4);
    expect(out).toBe('?\n');
    expect(err).toContain(message);
    expect(err).toMatch(/the difference lies in \[-\S+, \S+\]\n$/);
  });

  test.each([
    [['1 + 1/0', '1'], 1, 'DivisionByZeroError', '1 + 1/0', 5],
    [['1', '2*ln(-1)'], 1, 'DomainError', '2*ln(-1)', 2],
    [['1', 'foo(2)'], 2, 'unknown function foo', 'foo(2)', 0],
  ])('a mistake in %j is shown in its own text', async (argv, code, message, text, at) => {
    const { exitCode, out, err } = await comparison(...argv);
    expect(exitCode).toBe(code);
    expect(out).toBe('');
    expect(err).toContain(message);
    expect(err).toContain(`\n  ${text}\n  ${' '.repeat(at)}^\n`);
    const { records } = await comparison(...argv, '--json');
    expect(records[0]).toMatchObject({ status: 'error', relation: '?', error: { at, text } });
  });

  test('with --json adds the relation, and encloses the difference', async () => {
    const { records, exitCode } = await comparison('pi', '3', '--json');
    expect(exitCode).toBe(0);
    expect(records[0]).toMatchObject({
      id: 1,
      expr: null,
      compare: ['pi', '3'],
      status: 'met',
      digits: null,
      relation: '>',
    });
    expect(Number(records[0]?.lower)).toBeLessThanOrEqual(Math.PI - 3);
    expect(Number(records[0]?.upper)).toBeGreaterThanOrEqual(Math.PI - 3);
    const close = await comparison('exp(1)', 'e', '--within', '1e-9', '--json');
    expect(['=', '~']).toContain(close.records[0]?.relation);
    expect(close.records[0]?.status).toBe('met');
  });
});
