/**
 * Pincer beside other arithmetic, for `docs/choosing.md`: the time per value of exp(sin(sqrt k)), and per
 * addition of decimals, with the machine, the versions and the date.
 *
 *     node build/bench/choosing.js
 *
 * Each value is a fresh one, so nothing that was computed before serves it; constants such as pi are warm
 * in all of them. Python with mpmath and PARI run as programs of their own, which measure themselves: their
 * start does not count. What is not installed is left out. All digits are compared with Pincer's, which are
 * proven: a value agrees that is less than two digits off, though the tool may have been asked for no guard
 * digits.
 */
import { spawnSync } from 'node:child_process';
import { Decimal } from 'decimal.js';
import { real, sqrt } from 'pincer';
import { agree } from './harness/digits.js';
import { date, machine } from './harness/machine.js';
import { median } from './harness/statistics.js';

const DIGITS = [15, 50, 1_000, 10_000] as const;
/** Values per round, fewer of the long ones. */
const VALUES: Readonly<Record<number, number>> = { 15: 400, 50: 200, 1_000: 20, 10_000: 2 };
const ROUNDS = 3;

/** Times of one tool in milliseconds per value, and what it computed in the last round. */
interface Measured {
  readonly milliseconds: number;
  readonly texts: readonly string[];
}

interface Tool {
  readonly name: string;
  /** Undefined where it has no such digits. */
  measure(digits: number, values: readonly number[]): Measured | undefined;
}

/** The arguments of a round: no two rounds share one, and none is a square. */
function argumentsOf(round: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => 1000 * (round + 1) * (round + 1) + 7 * i + 3);
}

function timed(values: readonly number[], compute: (k: number) => string): Measured {
  const start = performance.now();
  const texts = values.map(compute);
  return { milliseconds: (performance.now() - start) / values.length, texts };
}

const pincer: Tool = {
  name: 'Pincer',
  measure: (digits, values) =>
    timed(values, (k) => sqrt(k).sin().exp().refineSync({ digits }).digits ?? ''),
};

const doubles: Tool = {
  name: 'doubles',
  measure: (digits, values) =>
    digits > 15
      ? undefined
      : timed(values, (k) => Math.exp(Math.sin(Math.sqrt(k))).toPrecision(digits)),
};

const decimal: Tool = {
  name: 'decimal.js',
  measure(digits, values) {
    // Its sine knows pi to 1,025 digits, some of which it needs to guard the others.
    if (digits >= 1_000) return undefined;
    const Wide = Decimal.clone({ precision: digits });
    return timed(values, (k) => new Wide(k).sqrt().sin().exp().toPrecision(digits));
  },
};

/** The times that a program of its own prints, and its texts; undefined where it cannot be run. */
function external(command: string, args: readonly string[], input: string): Measured | undefined {
  const { status, stdout } = spawnSync(command, args, { input, encoding: 'utf8' });
  if (status !== 0) return undefined;
  const [milliseconds = '', ...texts] = stdout.trim().split('\n');
  return { milliseconds: Number(milliseconds), texts };
}

const mpmath: Tool = {
  name: 'mpmath',
  measure: (digits, values) =>
    external(
      'python3',
      ['-'],
      `
import sys, time
from mpmath import mp, sqrt, sin, exp, nstr
if hasattr(sys, 'set_int_max_str_digits'): sys.set_int_max_str_digits(0)
mp.dps = ${String(digits)}
exp(sin(sqrt(2)))
start = time.perf_counter()
texts = [nstr(exp(sin(sqrt(k))), ${String(digits)}, strip_zeros=False) for k in [${values.join(',')}]]
print((time.perf_counter() - start) * 1000 / len(texts))
print('\\n'.join(texts))
`,
    ),
};

const pari: Tool = {
  name: 'PARI',
  measure: (digits, values) =>
    external(
      'gp',
      ['-q', '-f'],
      [
        `default(realprecision, ${String(digits)}); default(format, "f.${String(digits)}");`,
        'exp(sin(sqrt(2)));',
        `ks = [${values.join(',')}];`,
        // Its clock counts milliseconds: enough repetitions for a tenth of a second.
        'n = 0; t = getwalltime(); until(getwalltime() - t > 100, for(i = 1, #ks, exp(sin(sqrt(ks[i])))); n++); t = getwalltime() - t;',
        'print(t / n / #ks * 1.); for(i = 1, #ks, print(exp(sin(sqrt(ks[i])))));',
      ].join('\n'),
    ),
};

const TOOLS: readonly Tool[] = [pincer, doubles, decimal, mpmath, pari];

function measureFunctions(): void {
  console.log('exp(sin(sqrt k)), milliseconds per value (agree)\n');
  for (const digits of DIGITS) {
    const cells: string[] = [];
    for (const tool of TOOLS) {
      const rounds: Measured[] = [];
      let same = 0;
      let count = 0;
      for (let round = 0; round <= ROUNDS; round++) {
        const values = argumentsOf(round, VALUES[digits]!);
        const measured = tool.measure(digits, values);
        // The first round warms up.
        if (measured === undefined || round === 0) continue;
        rounds.push(measured);
        const proven = values.map((k) => sqrt(k).sin().exp().refineSync({ digits }).digits ?? '');
        same += measured.texts.filter((text, i) => agree(text, proven[i]!, digits)).length;
        count += values.length;
      }
      if (rounds.length === 0) continue;
      const milliseconds = median(rounds.map((each) => each.milliseconds));
      cells.push(`${tool.name} ${milliseconds.toPrecision(2)} (${String(same)}/${String(count)})`);
    }
    console.log(`${String(digits)} digits: ${cells.join(', ')}`);
  }
}

/** Adds a tenth again and again; one answer at the end. */
function measureAdditions(): void {
  const terms = 10_000;
  const additions: Readonly<Record<string, () => string>> = {
    Pincer() {
      let sum = real(0);
      for (let i = 0; i < terms; i++) sum = sum.add('0.1');
      return sum.toFixed(1);
    },
    'decimal.js'() {
      let sum = new Decimal(0);
      for (let i = 0; i < terms; i++) sum = sum.add('0.1');
      return sum.toFixed(1);
    },
    doubles() {
      let sum = 0;
      for (let i = 0; i < terms; i++) sum += 0.1;
      return String(sum);
    },
  };
  console.log('\n0.1 added 10,000 times, microseconds per addition (answer)\n');
  for (const [name, run] of Object.entries(additions)) {
    const times: number[] = [];
    let answer = '';
    for (let round = 0; round <= ROUNDS; round++) {
      const start = performance.now();
      answer = run();
      if (round > 0) times.push(((performance.now() - start) * 1000) / terms);
    }
    console.log(`${name}: ${median(times).toPrecision(2)} (${answer})`);
  }
}

function versionOf(command: string, args: readonly string[]): string {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : 'not installed';
}

console.log(
  [
    date(),
    machine(),
    `mpmath ${versionOf('python3', ['-c', 'import mpmath as m; print(m.__version__, m.libmp.BACKEND)'])}`,
    `PARI ${versionOf('gp', ['--version-short'])}`,
  ].join('; '),
  '\n',
);
measureFunctions();
measureAdditions();
