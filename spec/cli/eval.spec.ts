import { describe, expect, test } from '@jest/globals';

import { evaluation, pincer } from './console.js';

const SQRT2_PLUS_PI = '4.5558062159628882872643321074892009627668412747521';

describe('pincer eval', () => {
  test('prints the digits asked for, and nothing else', async () => {
    const { exitCode, out, err } = await evaluation('sqrt(2)+pi', '--digits', '50');
    expect(exitCode).toBe(0);
    expect(out).toBe(`${SQRT2_PLUS_PI}\n`);
    expect(err).toBe('');
  });

  test('proves 50 digits when no goal is given', async () => {
    expect((await evaluation('sqrt(2)+pi')).out).toBe(`${SQRT2_PLUS_PI}\n`);
  });

  test.each([
    [['-2^2', '--digits', '3'], '-4'],
    [['2^-3^2', '--decimals', '9'], '0.001953125'],
    [['pi', '--decimals', '0'], '3'],
    [['pi', '--digits', '1'], '3'],
    [['x = sqrt(2); y = x + pi; y / x', '--digits', '10'], '3.221441469'],
    [['0', '--digits', '5'], '0'],
    [['--digits', '4', '--', '-pi'], '-3.142'],
    [['--pi', '--digits', '4'], '3.142'],
  ])('%j answers %s', async (argv, answer) => {
    const { out, exitCode } = await evaluation(...argv);
    expect(trimZeros(out)).toBe(answer);
    expect(exitCode).toBe(0);
  });

  test.each([
    [['--eps', '1e-10'], 1e-10],
    [['--bits', '20'], 2 ** -20],
    [['--rel', '0.001'], 0.0032],
  ])('with %j prints bounds as narrow as that, as printed', async (goal, width) => {
    const { out, exitCode } = await evaluation('pi', ...goal);
    const [, lower, upper] = /^\[(\S+), (\S+)\]\n$/.exec(out) ?? [];
    expect(Number(lower)).toBeLessThanOrEqual(Math.PI);
    expect(Number(upper)).toBeGreaterThanOrEqual(Math.PI);
    expect(Number(upper) - Number(lower)).toBeLessThanOrEqual(width * (1 + 1e-5));
    expect(exitCode).toBe(0);
  });

  test('with --json prints one object on one line, with every key in order', async () => {
    const { out, records } = await evaluation('sqrt(2)+pi', '--digits', '20', '--json');
    expect(out.match(/\n/g)).toHaveLength(1);
    const [record] = records;
    expect(Object.keys(record ?? {})).toEqual([
      'id',
      'expr',
      'status',
      'reason',
      'lower',
      'upper',
      'exact',
      'rational',
      'digits',
      'rounding',
      'widthLog2',
      'steps',
      'stale',
      'elapsedMs',
    ]);
    expect(record).toMatchObject({
      expr: 'sqrt(2)+pi',
      status: 'met',
      reason: null,
      exact: false,
      rational: null,
      digits: '4.5558062159628882873',
      rounding: 'correct',
    });
    expect(record?.lower?.startsWith('4.55580621596288828')).toBe(true);
    expect(record?.widthLog2).toBeLessThan(-60);
  });

  test('an exact value says so in JSON', async () => {
    const { records } = await evaluation('1/3', '--digits', '5', '--json');
    expect(records[0]).toMatchObject({
      exact: true,
      rational: '1/3',
      digits: '0.33333',
      status: 'met',
    });
    const whole = await evaluation('6/3', '--eps', '1', '--json');
    expect(whole.records[0]).toMatchObject({ rational: '2', digits: null, widthLog2: null });
  });

  test('without digits in the goal there are none in the JSON', async () => {
    const { records } = await evaluation('pi', '--bits', '40', '--json');
    expect(records[0]).toMatchObject({ digits: null, rounding: null, status: 'met' });
  });
});

describe('what eval cannot answer', () => {
  test.each([
    ['sqrt(-1)', 'DomainError', 'sqrt', 0],
    ['1/0', 'DivisionByZeroError', '', 1],
    ['0^-1', 'DivisionByZeroError', '', 1],
    ['1 + root(-2, 4)', 'DomainError', '', 4],
  ])('%s is a mathematical error with its place', async (expr, name, mention, at) => {
    const { exitCode, out, err } = await evaluation(expr);
    expect(exitCode).toBe(1);
    expect(out).toBe('');
    expect(err).toContain(name);
    expect(err).toContain(mention);
    expect(err).toContain(`\n  ${expr}\n  ${' '.repeat(at)}^\n`);
    const { records } = await evaluation(expr, '--json');
    expect(records[0]).toMatchObject({
      expr,
      status: 'error',
      lower: null,
      upper: null,
      error: { name, at },
    });
  });

  test.each(['1/(sin(1)^2+cos(1)^2-1)', 'sqrt(sin(1)^2+cos(1)^2-1)'])(
    '%s is undecided within 5 seconds, or an error',
    async (expr) => {
      const started = performance.now();
      const { exitCode, err } = await evaluation(expr);
      expect(performance.now() - started).toBeLessThan(5000);
      expect([1, 4]).toContain(exitCode);
      expect(err).not.toBe('');
    },
  );

  test.each([
    ['sin(', 4, 'expected a value'],
    ['2 +* 3', 3, 'expected a value'],
    ['foo(1)', 0, 'unknown function foo'],
    ['sqr(1)', 0, 'did you mean sqrt?'],
    ['sqrt(1,2)', 0, 'sqrt takes 1 argument, got 2'],
    ['x = 1; x = 2; x', 7, 'assigned twice'],
    ['pi = 3; pi', 0, 'pi is a constant'],
  ])('%j is refused with a caret at %i', async (expr, at, message) => {
    const { exitCode, out, err } = await evaluation(expr);
    expect(exitCode).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(message);
    expect(err).toContain(`\n  ${expr}\n  ${' '.repeat(at)}^\n`);
    const json = await evaluation(expr, '--json');
    expect(json.exitCode).toBe(2);
    expect(json.records[0]).toMatchObject({
      status: 'error',
      error: { name: 'ExpressionSyntaxError', node: null, at },
    });
  });

  test.each([
    [['--digits', '0'], '1 to 100,000,000'],
    [['--digits', '-5'], '1 to 100,000,000'],
    [['--digits', 'abc'], '1 to 100,000,000'],
    [['--digits', '1e12'], '1 to 100,000,000'],
    [['--eps', '0'], 'positive'],
  ])('%j is refused with the range', async (flags, range) => {
    const { exitCode, out, err } = await evaluation('pi', ...flags);
    expect(exitCode).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(range);
  });

  test('10^10^10 is beyond the limits, promptly', async () => {
    const { exitCode, err } = await evaluation('10^10^10', '--digits', '20');
    expect(exitCode).toBe(1);
    expect(err).toContain('LimitError');
  });

  test('exp(-10^10) is within 1e-20 of zero', async () => {
    const { exitCode, out } = await evaluation('exp(-10^10)', '--eps', '1e-20');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^\[0\S*, \S+\]\n$/);
  });

  test('an unproven zero is undecided', async () => {
    const { exitCode, out, err } = await evaluation('sin(1)^2+cos(1)^2-1', '--digits', '5');
    expect(exitCode).toBe(4);
    expect(out).toMatch(/^\[-\S+, \S+\]\n$/);
    expect(err).toContain('undecided');
  });

  test('out of steps it prints the best bounds and says so', async () => {
    const { exitCode, out, err } = await evaluation(
      'sqrt(2)+pi',
      '--digits',
      '1000',
      '--max-steps',
      '1',
    );
    expect([3, 4]).toContain(exitCode);
    expect(out).toMatch(/^\[\S+, \S+\]\n$/);
    expect(err).toContain('steps');
  });

  test('out of time it prints the best bounds and says so', async () => {
    const { exitCode, out, err } = await evaluation(
      'exp(sin(sqrt(2)+pi))',
      '--digits',
      '1000000',
      '--timeout',
      '50ms',
    );
    expect(exitCode).toBe(3);
    expect(out).toMatch(/^\[\S+, \S+\]\n$/);
    expect(err).toContain('time');
  });

  test('quietly it writes nothing to standard error', async () => {
    const { exitCode, err } = await evaluation('1/0', '--quiet');
    expect(exitCode).toBe(1);
    expect(err).toBe('');
  });

  test('interrupted it prints the best bounds', async () => {
    const interruption = new AbortController();
    const running = pincer(
      ['eval', '--workers', '0', 'exp(sin(sqrt(2)+pi))', '--digits', '1000000'],
      { signal: interruption.signal },
    );
    setImmediate(() => interruption.abort());
    const { exitCode, out } = await running;
    expect(exitCode).toBe(130);
    expect(out).toMatch(/^\[\S+, \S+\]\n$/);
  });
});

describe('the progress line', () => {
  const argv = ['eval', '--workers', '0', 'exp(sin(sqrt(2)+pi))', '--digits', '20000'];

  test('is drawn on a terminal and erased at the end', async () => {
    const { out, err } = await pincer(argv, { terminal: true });
    expect(err).toMatch(/\d+ of 20,?000 digits/);
    expect(err.endsWith('\r\u001b[K')).toBe(true);
    expect(out).not.toContain('\u001b');
  });

  test.each(['--no-progress', '--quiet'])('is not drawn with %s', async (flag) => {
    expect((await pincer([...argv, flag], { terminal: true })).err).toBe('');
  });

  test('is not drawn into a file', async () => {
    expect((await pincer(argv)).err).toBe('');
  });
});

/** Exact values may be printed with or without the zeros that fill up the digits. */
function trimZeros(text: string): string {
  const number = text.trimEnd();
  return number.includes('.') ? number.replace(/\.?0+$/, '') : number;
}
