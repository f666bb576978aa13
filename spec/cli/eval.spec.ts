import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { PassThrough, Readable } from 'node:stream';

import { describe, expect, test } from '@jest/globals';

import { evaluation, pincer } from './console.js';
import { join } from 'node:path';

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
      'proof',
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

describe('what eval prints', () => {
  test.each([
    [['pi', '--digits', '5', '--round', 'up'], '3.1416'],
    [['pi', '--digits', '5', '--round', 'down'], '3.1415'],
    [['pi', '--decimals', '2', '--round', 'nearest'], '3.14'],
    [['-pi', '--digits', '5', '--round', 'down'], '-3.1416'],
    [['-pi', '--digits', '5', '--round', 'zero'], '-3.1415'],
    [['1/3', '--decimals', '2', '--round', 'up'], '0.34'],
    [['1/4', '--as', 'ball'], '0.25 +/- 0'],
    [['1/4', '--as', 'bounds'], '[0.25, 0.25]'],
    [['1/3', '--as', 'ratios'], '[1/3, 1/3]'],
    [['3', '--as', 'ratios'], '[3, 3]'],
    [['1000*pi', '--digits', '5', '--format', 'exponent'], '3.1416e+3'],
    [['pi/10^9', '--digits', '3', '--format', 'plain'], '0.00000000314'],
    [['1/4', '--as', 'ball', '--format', 'exponent'], '2.5e-1 +/- 0e+0'],
  ])('with %j is %s', async (argv, text) => {
    expect(await evaluation(...argv)).toMatchObject({ exitCode: 0, out: `${text}\n`, err: '' });
  });

  test('as a ball can be read back, and holds the bounds', async () => {
    const { out } = await evaluation('pi', '--eps', '1e-20', '--as', 'ball');
    const { records } = await evaluation(out.trim(), '--eps', '1', '--json');
    const [, middle = '', radius = ''] = /^(\S+) \+\/- (\S+)\n$/.exec(out) ?? [];
    expect(Number(radius)).toBeLessThanOrEqual(0.5e-20);
    expect(middle.slice(0, 20)).toBe('3.141592653589793238');
    expect(records[0]).toMatchObject({ status: 'met' });
  });

  test('as ratios encloses the value exactly', async () => {
    const { out } = await evaluation('sqrt(2)', '--bits', '70', '--as', 'ratios');
    const [n = '', d = '', m = '', c = ''] =
      /^\[(\d+)\/(\d+), (\d+)\/(\d+)\]\n$/.exec(out)?.slice(1) ?? [];
    expect(BigInt(n) ** 2n < 2n * BigInt(d) ** 2n).toBe(true);
    expect(BigInt(m) ** 2n > 2n * BigInt(c) ** 2n).toBe(true);
  });

  test('in JSON has the keys that it adds', async () => {
    const ball = await evaluation('1/8', '--json', '--as', 'ball', '--format', 'exponent');
    expect(ball.records[0]).toMatchObject({
      lower: '1.25e-1',
      midpoint: '1.25e-1',
      radius: '0e+0',
    });
    const ratios = await evaluation('1/3', '--json', '--as', 'ratios');
    expect(ratios.records[0]).toMatchObject({ lowerExact: '1/3', upperExact: '1/3' });
    const up = await evaluation('pi', '--json', '--digits', '3', '--round', 'up');
    expect(up.records[0]).toMatchObject({ digits: '3.15', rounding: 'correct' });
  });
});

describe('a value far from one', () => {
  test.each([
    [
      ['--as', 'bounds', '--digits', '5'],
      '[4.61297600116906939311e+301029995, 4.61297600116906939312e+301029995]',
    ],
    [['--as', 'ball', '--digits', '5'], '4.612976001169069393115e+301029995 +/- 5e+301029974'],
    [['--as', 'ratios'], '[1*2^1000000000, 1*2^1000000000]'],
    [['--rel', '0.1'], '[4.61297600116906939311e+301029995, 4.61297600116906939312e+301029995]'],
    [['--digits', '5', '--round', 'down'], '4.6129e+301029995'],
    [['--digits', '5', '--format', 'plain'], '4.6130e+301029995'],
  ])('with %j is %s', async (argv, text) => {
    expect(await evaluation('2^(10^9)', ...argv)).toMatchObject({
      exitCode: 0,
      out: `${text}\n`,
      err: '',
    });
  });

  test.each([[['--eps', '1']], [['--bits', '10']], [['--decimals', '5', '--round', 'up']]])(
    'with %j, which cannot be written out, is its bounds and why',
    async (argv) => {
      const { exitCode, out, err } = await evaluation('2^(10^9)', ...argv);
      expect(exitCode).toBe(3);
      expect(out).toBe('[4.61297600116906939311e+301029995, 4.61297600116906939312e+301029995]\n');
      expect(err).toMatch(
        /^pincer: partial: what was asked for is too long to be written out, limited by the 536870912 bits of .* at 2\^1000000000 takes 10000000\d\d\n$/,
      );
    },
  );

  test.each([['2^(10^9)'], ['2^(-10^9)'], ['-3^(10^9)']])(
    'is one line of JSON to every goal and in every form: %s',
    async (expr) => {
      for (const goal of ['--digits=5', '--decimals=5', '--bits=10', '--eps=1', '--rel=0.1'])
        for (const as of [[], ['--as', 'ball'], ['--as', 'ratios'], ['--format', 'plain']]) {
          const { records, out } = await evaluation(expr, goal, '--json', ...as);
          expect(out.match(/\n/g)).toHaveLength(1);
          expect(records[0]?.lower).toMatch(/e[+-]\d{9}$/);
          expect(records[0]).not.toHaveProperty('error');
          expect(out.length).toBeLessThan(600);
        }
    },
  );

  test('as ratios can be read back', async () => {
    const { records } = await evaluation('3^(10^9)', '--digits', '5', '--json', '--as', 'ratios');
    const { lowerExact, upperExact } = records[0]!;
    const [low, high] = await Promise.all(
      [lowerExact, upperExact].map((text) => evaluation(text ?? '', '--digits', '5')),
    );
    expect([low?.out, high?.out]).toEqual(['5.2440e+477121254\n', '5.2440e+477121254\n']);
    const tiny = await evaluation('-5*2^(-10^9)', '--as', 'ratios');
    expect(tiny.out).toBe('[-5*2^-1000000000, -5*2^-1000000000]\n');
  });

  test('is in doubt, or beside zero, without harm', async () => {
    const { out } = await evaluation('[0, 1]*2^(10^9)', '--as', 'ratios');
    expect(out).toBe('[0, 1*2^1000000000]\n');
    const { exitCode, err } = await evaluation('ln([-1, 1]*2^(10^9))', '--json');
    expect([exitCode, err]).toEqual([4, '']);
  });
});

describe('with --explain, eval', () => {
  const argv = ['sqrt(2) + pi', '--digits', '50', '--explain'];

  test('says below the answer who contributes what, what limits it and where the time went', async () => {
    const { exitCode, out, err } = await evaluation(...argv);
    expect([exitCode, err]).toEqual([0, '']);
    const lines = out.trimEnd().split('\n');
    expect(lines.slice(0, 2)).toEqual([SQRT2_PLUS_PI, '']);
    expect(lines[2]).toMatch(/^node +bounds .* share +demand +bits needed +bits computed +steps/);
    const table = lines.slice(3, -2);
    expect(table.map((line) => /^\w+/.exec(line)?.[0]).sort()).toEqual([
      'add',
      'nthRoot',
      'pi',
      'rational',
    ]);
    expect(lines.at(-2)).toMatch(/^limited by (pi|nthRoot)#\d, \d+\.\d% of the width$/);
    expect(lines.at(-1)).toMatch(
      /^2 leases, in milliseconds p50 \S+, p95 \S+, p99 \S+; most of the time went into \w+@1$/,
    );
  });

  test('has it in JSON as data', async () => {
    const { records, out } = await evaluation(...argv, '--json');
    expect(out.match(/\n/g)).toHaveLength(1);
    const { explanation } = records[0]!;
    expect(explanation?.nodes.map(({ steps }) => steps).sort()).toEqual([0, 0, 1, 1]);
    expect(explanation?.nodes.map(({ node }) => node)).toContain(explanation?.limiting);
    expect(explanation?.times.leases).toBe(2);
    expect((await evaluation('pi', '--json')).records[0]).not.toHaveProperty('explanation');
  });

  test('names what limits a value that cannot be narrowed', async () => {
    const { exitCode, out } = await evaluation('x = 1.23 +/- 0.01; x^2 * pi', '--explain');
    expect(exitCode).toBe(3);
    expect(out).toMatch(/\nlimited by datum#\d+ 1\.23 \+\/- 0\.01, (100|99)\.\d% of the width\n/);
  });

  test('says so where no step was needed, and nothing where there is no value', async () => {
    const exact = await evaluation('1/3', '--digits', '5', '--explain');
    expect(exact.out).toBe('0.33333\n\nno step was needed: it is exact\n');
    const doubles = await evaluation('2*pi', '--eps', '1e-9', '--explain');
    expect(doubles.out).toMatch(/^\[6\.28.*\]\n\nno step was needed: doubles alone prove it\n$/);
    const datum = await evaluation('[1, 2]', '--digits', '5', '--explain');
    expect(datum.out).toMatch(/\nlimited by datum#0 \[1, 2\], 100\.0% of the width\n$/);
    const error = await evaluation('sqrt(-2)', '--explain');
    expect([error.exitCode, error.out]).toEqual([1, '']);
  });

  test('is for eval and check alone', async () => {
    const { exitCode, err } = await pincer(['batch', '--explain']);
    expect(exitCode).toBe(2);
    expect(err).toContain('--explain says nothing to batch; it is for eval and check');
  });
});

describe('uncertain data', () => {
  test.each(['1.23 +/- 0.01', '[1.22, 1.24]'])(
    '%s ends a narrower goal exhausted, and is named on standard error alone',
    async (datum) => {
      const { exitCode, out, err } = await evaluation(`x = ${datum}; x^2 * pi`);
      expect(exitCode).toBe(3);
      expect(out).toMatch(/^\[4\.\d+, 4\.\d+\]\n$/);
      expect(err).toContain(`limited by `);
      expect(err).toContain(datum);
      const { records } = await evaluation(`x = ${datum}; x^2 * pi`, '--json');
      expect(records[0]).toMatchObject({ status: 'partial', reason: 'exhausted' });
      expect(records[0]).not.toHaveProperty('error');
    },
  );

  test('meets a goal that it permits', async () => {
    expect(await evaluation('1.23 +/- 0.01', '--digits', '2')).toMatchObject({
      exitCode: 0,
      out: '1.2\n',
      err: '',
    });
  });
});

describe('definitions and files', () => {
  test.each([
    [['x^2', 'x=1.5'], '2.25'],
    [['x + y', 'x=1/4', 'y = 2*x'], '0.75'],
    [['root(8, n)', 'n=6/2'], '2'],
    [['x', 'x=[1/4, 0.25]'], '0.25'],
  ])('%j is %s', async (argv, text) => {
    const { out, exitCode } = await evaluation(...argv, '--digits', '10');
    expect(trimZeros(out)).toBe(text);
    expect(exitCode).toBe(0);
  });

  test.each([
    ['x=sqrt(-2)', 1, 'DomainError', 2],
    ['x=sqrt(2', 2, 'expected )', 8],
    ['pi=3', 2, 'pi is a constant', 0],
    ['x=y', 2, 'unknown name y', 2],
  ])('a mistake in the definition %s is shown there', async (definition, code, message, at) => {
    const { exitCode, err } = await evaluation('x^2', definition);
    expect(exitCode).toBe(code);
    expect(err).toContain(message);
    expect(err).toContain(`\n  ${definition}\n  ${' '.repeat(at)}^\n`);
    const { records } = await evaluation('x^2', definition, '--json');
    expect(records[0]?.error).toMatchObject({ at, text: definition });
  });

  test('statements may stand in a file or on standard input', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pincer-'));
    try {
      const file = join(folder, 'statements.txt');
      await writeFile(file, 'x = 3 # a comment\ny = x^2\n\ny - k\n');
      for (const argv of [['--file', file], [`@${file}`]]) {
        const { out } = await evaluation(...argv, 'k=2', '--digits', '1');
        expect(out).toBe('7\n');
      }
      for (const argv of [['--file', '-'], ['-']]) {
        const stdin = Readable.from(['x = 3\n', '2*x\n']);
        const { out } = await pincer(['eval', '--workers', '0', '--digits', '1', ...argv], {
          stdin,
        });
        expect(out).toBe('6\n');
      }
      await writeFile(file, 'x = 3\ny = sqrt(-x)\ny');
      const { err } = await evaluation(`@${file}`);
      expect(err).toContain('(line 2)\n  y = sqrt(-x)\n      ^');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('interrupted while it waits for its text it computes nothing', async () => {
    const interruption = new AbortController();
    const running = pincer(['eval', '-'], {
      stdin: new PassThrough(),
      signal: interruption.signal,
    });
    setImmediate(() => interruption.abort());
    expect(await running).toMatchObject({ exitCode: 130, out: '', err: '' });
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

  test.each(['1/(sin(2)-2*sin(1)*cos(1))', 'sqrt(sin(2)-2*sin(1)*cos(1))'])(
    '%s is undecided within 5 seconds, or an error',
    async (expr) => {
      const started = performance.now();
      const { exitCode, err } = await evaluation(expr);
      expect(performance.now() - started).toBeLessThan(5000);
      expect([1, 4]).toContain(exitCode);
      expect(err).not.toBe('');
    },
  );

  test('what is in doubt is named, with the bounds of its argument and its place', async () => {
    const { err } = await evaluation('2 + 1/(sin(2)-2*sin(1)*cos(1))');
    expect(err).toMatch(
      /undecided: .*; the argument of divide#\d+ lies in \[-2\^-\d+, 2\^-\d+\]\n/,
    );
    expect(err).toContain(`\n  2 + 1/(sin(2)-2*sin(1)*cos(1))\n  ${' '.repeat(5)}^\n`);
  });

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
    const { exitCode, out, err } = await evaluation('sin(2)-2*sin(1)*cos(1)', '--digits', '5');
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

  test('of a comparison is gone at the end', async () => {
    const { err } = await pincer(
      ['compare', '--workers', '0', 'sin(2)', '2*sin(1)*cos(1)', '--within', '1e-30'],
      { terminal: true },
    );
    expect(err === '' || err.endsWith('\r\u001b[K')).toBe(true);
  });
});

/** Exact values may be printed with or without the zeros that fill up the digits. */
function trimZeros(text: string): string {
  const number = text.trimEnd();
  return number.includes('.') ? number.replace(/\.?0+$/, '') : number;
}

describe('pincer eval --async', () => {
  test('writes every proven improvement as a line, each inside the one before, and the answer last', async () => {
    const { exitCode, out, err } = await evaluation('exp(sin(2))', '--digits', '2000', '--async');
    const lines = out.trimEnd().split('\n');
    expect({ exitCode, err, digits: lines.pop()?.length }).toEqual({
      exitCode: 0,
      err: '',
      digits: 2001,
    });
    const further = (await evaluation('exp(sin(2))', '--digits', '2200')).out;
    const ends = lines.map((line) => /^\[(\d\.\d+), (\d\.\d+)\]$/.exec(line)?.slice(1) ?? []);
    expect(ends.length).toBeGreaterThan(2);
    for (const [i, [lower = '', upper = '']] of ends.entries()) {
      expect(lower <= further && further <= upper).toBe(true);
      const [below = lower, above = upper] = ends[i - 1] ?? [];
      expect(below <= lower && upper <= above).toBe(true);
      expect([lower, upper]).not.toEqual(ends[i - 1]);
    }
  });

  test('writes them as JSON where the answer is', async () => {
    const { records } = await evaluation('pi', '--digits', '300', '--async', '--json');
    expect(records.at(-1)).toMatchObject({ expr: 'pi', status: 'met' });
    expect(records.length).toBeGreaterThan(2);
    for (const record of records.slice(0, -1))
      expect(Object.keys(record)).toEqual(['lower', 'upper']);
  });

  test('answers an error as without it', async () => {
    const { exitCode, out, err } = await evaluation('sqrt(sin(4))', '--digits', '5');
    expect([exitCode, out]).toEqual([1, '']);
    const streamed = await evaluation('sqrt(sin(4))', '--digits', '5', '--async');
    expect([streamed.exitCode, streamed.err]).toEqual([exitCode, err]);
  });
});
