/**
 * Equality by proof: what is decided through the public functions, what a question costs, and that plain work asks
 * none.
 *
 * `identities_right`: of the pairs of the table, those whose relation is found; `wrong`: any relation that is not the true
 * one, over this table, the table of the specs of the identity layer and its near misses.
 * `identity_searches`: questions that plain evaluations asked. `plain_over_before`: their CPU against the same with
 * questions switched off, interleaved.
 * `question_ms`: CPU of one question, after the search that leads to it: its median over the pairs that are equal, and
 * the worst of a stress set.
 * `ms`: CPU of a whole comparison of sums of ten square roots of integers of 100 bits.
 *
 * `IDENTITIES=file.json` takes other pairs: a list of objects with `a`, `b` and `relation`, which is `=`, `<` or `>`.
 */
import { readFileSync } from 'node:fs';
import { compareSync, createSession, expression, real, sqrt } from 'pincer';
import type { Real } from 'pincer';
import { Equalities } from '#lib/coordinator/goals/equalities.js';
import { identify } from '#lib/identity/identify.js';
import { admit } from '#lib/real/values/admission.js';
import { internerOf } from '#lib/real/values/interners.js';
import { identities, nearMisses } from '#spec/support/identity/cases.js';
import { pairs } from '#spec/support/identity/pairs.js';
import type { Pair } from '#spec/support/identity/pairs.js';
import { difference } from '#spec/support/identity/question.js';
import type { Options, Row } from './harness/bench.js';
import { cpuOf } from './harness/cpu.js';
import { Random } from './harness/random.js';
import { median } from './harness/statistics.js';
import { stressSet } from './equality/stress.js';

export const name = 'equality';

const ZERO = { n: 0n, d: 1n };

/** The least of so many runs is the time: the machine has other things to do. */
const RUNS = 15;
const QUICK_RUNS = 1;

const row = (of: string, metric: string, value: number, bar?: number, sense?: '>='): Row => ({
  bench: name,
  case: of,
  metric,
  value,
  ...(bar === undefined ? {} : { bar }),
  ...(sense === undefined ? {} : { sense }),
});

function asked(): readonly Pair[] {
  const file = process.env['IDENTITIES'];
  return file === undefined ? pairs : (JSON.parse(readFileSync(file, 'utf8')) as readonly Pair[]);
}

function least(runs: number, work: () => void): number {
  return Math.min(...Array.from({ length: runs }, () => cpuOf(work)));
}

type Verdict = 'right' | 'undecided' | 'wrong';

const SIGNS = { equal: '=', less: '<', greater: '>', close: '~', undecided: '?' } as const;

function verdictOn(a: string, b: string, isTrue: (sign: string) => boolean): Verdict {
  const { relation } = compareSync(expression(a), expression(b), { session: createSession() });
  const verdict =
    relation === 'undecided' ? 'undecided' : isTrue(SIGNS[relation]) ? 'right' : 'wrong';
  if (verdict !== 'right') console.error(`${name}: ${verdict}: ${a} ${SIGNS[relation]} ${b}`);
  return verdict;
}

function decided(quick: boolean): Row[] {
  const some = <T>(of: readonly T[]): readonly T[] => (quick ? of.slice(0, 8) : of);
  const table = some(asked());
  const count = (verdicts: readonly Verdict[], of: Verdict): number =>
    verdicts.filter((each) => each === of).length;
  const ofTable = table.map(({ a, b, relation }) => verdictOn(a, b, (sign) => sign === relation));
  const ofOthers = [
    ...some(identities).map(({ a, b }) => verdictOn(a, b, (sign) => sign === '=')),
    ...some(nearMisses).map(([a, b]) => verdictOn(a, b, (sign) => sign !== '=')),
  ];
  return [
    row('table', 'identities_right', count(ofTable, 'right'), table.length, '>='),
    row('specs', 'identities_right', count(ofOthers, 'right'), ofOthers.length, '>='),
    row('all', 'wrong', count([...ofTable, ...ofOthers], 'wrong'), 0),
  ];
}

const PLAIN = [
  'sqrt(2) + pi',
  'sqrt(2)*sqrt(8)',
  'sin(1)^2 + cos(1)^2',
  'exp(pi*sqrt(163))',
  'tan(1.57)/ln(3)',
  'x = sin(sqrt(2)+pi); y = cos(x*e)+sin(x+sqrt(3)); sin(y)*cos(x)+x*y+pi+10',
  'mod(17/3, sqrt(2))',
  'floor(exp(10))',
  'ln(2)*ln(3) - pi/4',
  'hypot(3, sqrt(5))/atan2(1, 3)',
];

/** Each to several goals, in a session of its own; returns how many questions were asked. */
function plainWork(): number {
  const session = createSession();
  for (const text of PLAIN) {
    const value = expression(text);
    for (const goal of [{ digits: 30 }, { bits: 2000 }, { decimals: 10 }, { sign: true }] as const)
      value.refineSync(goal, { session });
    compareSync(value, '1.5', { session });
  }
  return session.stats().identitySearches;
}

/** The same work with questions switched off. */
function withoutQuestions(work: () => void): void {
  const { prototype } = Equalities;
  const kept = Object.getOwnPropertyDescriptors(prototype);
  Object.assign(prototype, {
    findingAt: () => ({ kind: 'open' }),
    specialValueOf: () => undefined,
    proofIn: () => undefined,
  });
  try {
    work();
  } finally {
    Object.defineProperties(prototype, kept);
  }
}

function plain(quick: boolean): Row[] {
  const searches = plainWork();
  const twice = (): void => {
    plainWork();
    plainWork();
  };
  const ratios: number[] = [];
  for (let round = 0; round < (quick ? 1 : 15); round++) {
    const without = (): number => {
      let time = 0;
      withoutQuestions(() => {
        twice();
        time = cpuOf(twice);
      });
      return time;
    };
    const withThem = (): number => {
      twice();
      return cpuOf(twice);
    };
    // Which goes first alternates, and each warms up: switching makes the engine compile again.
    const [first, second] = round % 2 === 0 ? [without, withThem] : [withThem, without];
    const times = [first(), second()] as const;
    ratios.push(round % 2 === 0 ? times[1] / times[0] : times[0] / times[1]);
  }
  return [
    row('plain', 'identity_searches', searches, 0),
    row('plain', 'plain_over_before', median(ratios), 1.03),
  ];
}

/** The CPU of one question about a value and zero. */
function question(value: Real, runs: number): number {
  const session = createSession();
  // As narrow as a search for the sign has it when it asks.
  value.refineSync({ bits: 64 }, { session, budget: { separationBits: 0 }, timeout: 5000 });
  const interner = internerOf(session);
  const node = interner.nodeOf(admit(value, interner));
  return least(runs, () => void identify(session.graph, node, ZERO));
}

function costs(quick: boolean, runs: number): Row[] {
  const equal = asked().filter(({ relation }) => relation === '=');
  const times = (quick ? equal.slice(0, 2) : equal).map(({ a, b }) =>
    question(difference(a, b), runs),
  );
  const stress = stressSet(quick).map(([of, value]) =>
    row(of, 'question_ms', question(value, runs), 30),
  );
  const worst = Math.max(...times, ...stress.map(({ value }) => value ?? 0));
  return [
    row('pairs', 'question_ms', median(times), 2),
    row('worst', 'question_ms', worst, 30),
    ...stress,
  ];
}

/** Sums of ten square roots, in one order and in another. */
function sums(seed: number, runs: number): Row[] {
  const random = new Random(seed);
  const long = (): bigint =>
    Array.from({ length: 4 }, () => BigInt(random.integer(0, 2 ** 25 - 1))).reduce(
      (all, word) => (all << 25n) | word,
      1n,
    );
  const roots = Array.from({ length: 10 }, long);
  const sum = (of: readonly bigint[]): Real =>
    of.map((n) => sqrt(real(n))).reduce((a, b) => a.add(b));
  const compared = (by: string, expected: string): number =>
    least(runs, () => {
      const other = sum(roots.toReversed()).add(real(by));
      const { relation } = compareSync(sum(roots), other, { session: createSession() });
      if (relation !== expected) throw new Error(`${name}: ten roots: ${relation}`);
    });
  return [
    row('ten roots, equal', 'ms', compared('0', 'equal'), 50),
    row('ten roots, 10^-1000 apart', 'ms', compared('1e-1000', 'less'), 500),
  ];
}

export function run({ quick, seed }: Options): Row[] {
  const runs = quick ? QUICK_RUNS : RUNS;
  return [...decided(quick), ...plain(quick), ...costs(quick, runs), ...sums(seed, runs)];
}
