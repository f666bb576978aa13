/**
 * Answers that exist: whether each of the table's values is right, and how long it takes.
 *
 * `cases_right`: those whose answer is the true one; where a timeout is the question, those that end in time.
 * `ms`: CPU of building and refining one, warm, in a fresh session. `over_bar`: the worst of that over ten times what
 * PARI needs plus 100 ms; where PARI is not installed, or has no such question, over 100 ms.
 */
import { spawnSync } from 'node:child_process';
import { Decimal } from 'decimal.js';
import { compareSync, createSession, expression } from 'pincer';
import type { Result } from 'pincer';
import { relations, values } from './cases/table.js';
import type { ValueCase } from './cases/table.js';
import type { Options, Row } from './harness/bench.js';
import { cpuOf } from './harness/cpu.js';

export const name = 'cases';

/** The least of so many runs is the time; long ones are run fewer times. */
const RUNS = 10;
const QUICK_RUNS = 1;
const LONG_RUNS = 2;
const LONG = 1000;
const OVERRUN = 0.1;
const GRACE = 100;

interface Answer {
  readonly right: boolean;
  /** Milliseconds of CPU. */
  readonly time: number;
}

function measured(runs: number, work: () => boolean): Answer {
  let time = Infinity;
  let right = true;
  for (let run = 0; run < (time > LONG && run > 0 ? Math.min(LONG_RUNS, runs) : runs); run++) {
    const spent = cpuOf(() => {
      right = work() && right;
    });
    time = Math.min(time, spent);
  }
  return { right, time };
}

const Wide = Decimal.clone({ precision: 200, maxE: 9e15, minE: -9e15 });

/** Whether the printed bounds contain the value, which is cut off behind its last digit. */
function contains({ lowerText, upperText }: Result, value: string): boolean {
  if (lowerText === null || upperText === null) return false;
  const [mantissa = '', exponent = '0'] = value.split('e');
  const places = mantissa.split('.')[1]?.length ?? 0;
  const unit = new Wide(10).pow(Number(exponent) - places);
  const cut = new Wide(value);
  const isWhole = places === 0;
  return (
    new Wide(lowerText).lte(isWhole ? cut : cut.plus(unit)) &&
    new Wide(upperText).gte(isWhole ? cut : cut.minus(unit))
  );
}

function answerTo({ expr, goal, value, timeout }: ValueCase): boolean {
  const start = performance.now();
  const result = expression(expr).refineSync(goal, { session: createSession(), timeout });
  // What is met is asked to be read.
  const text = result.digits ?? result.lowerText;
  const elapsed = performance.now() - start;
  if (timeout !== undefined) return text !== null && elapsed <= timeout * (1 + OVERRUN) + GRACE;
  return result.status === 'met' && contains(result, value!);
}

/** Milliseconds that PARI needs for a program, its least of a few runs; undefined where it is not installed. */
function timeOfPari({ pari }: ValueCase, runs: number): number | undefined {
  if (pari === undefined) return undefined;
  const { program, digits } = pari;
  const input = [
    `default(realprecision,${String(digits)});`,
    `f()=${program};`,
    'best=10^9;',
    `for(k=1,${String(runs)},t=getabstime();for(j=1,10,f());best=min(best,(getabstime()-t)/10.));`,
    'print(best)',
  ].join('\n');
  const { status, stdout } = spawnSync('gp', ['-q', '-f', '-s', '256M'], {
    input,
    encoding: 'utf8',
  });
  const best = Number(stdout);
  return status === 0 && Number.isFinite(best) ? best : undefined;
}

export function run({ quick }: Options): readonly Row[] {
  const some = <T>(of: readonly T[]): readonly T[] => (quick ? of.slice(0, 3) : of);
  const runs = quick ? QUICK_RUNS : RUNS;
  const rows: Row[] = [];
  let right = 0;
  let worst = 0;
  for (const one of some(values)) {
    const answer = measured(runs, () => answerTo(one));
    if (answer.right) right++;
    else console.error(`${name}: not answered: ${one.id}`);
    rows.push({ bench: name, case: one.id, metric: 'ms', value: answer.time });
    if (one.timeout !== undefined) continue;
    const peer = timeOfPari(one, runs) ?? 0;
    worst = Math.max(worst, answer.time / (10 * peer + 100));
  }
  for (const { id, compare, relation } of some(relations)) {
    const [a, b] = compare;
    const answer = measured(runs, () => {
      const session = createSession();
      return compareSync(expression(a), expression(b), { session }).relation === relation;
    });
    if (answer.right) right++;
    else console.error(`${name}: not answered: ${id}`);
    rows.push({ bench: name, case: id, metric: 'ms', value: answer.time });
  }
  const asked = some(values).length + some(relations).length;
  rows.push(
    { bench: name, case: 'all', metric: 'cases_right', value: right, bar: asked, sense: '>=' },
    { bench: name, case: 'worst', metric: 'over_bar', value: worst, bar: 1 },
  );
  return rows;
}
