/**
 * What the engine adds to code of one's own: a bisection over the same loop by hand, a step of a refiner, and a combinator
 * over built-in operations.
 */
import { pi, real, sqrt } from 'pincer';
import type { Real } from 'pincer';
import { combined, defineCombinator, defineRefiner, enclosure, refined } from 'pincer/refiner';
import type { Desk } from '../harness/desk.js';
import { digitsOf, inSessions } from '../harness/fresh.js';
import type { Work } from '../harness/interleaved.js';
import { sink } from '../harness/sink.js';

const MOST_OVER_LOOP = 1.5;
const MOST_STEP_MICROSECONDS = 3;
const MOST_OVER_BUILT_IN = 1.5;

const DIGITS = 300;
/** Halvings to as many digits of a number between 1 and 2. */
const HALVINGS = Math.ceil(DIGITS * Math.log2(10)) + 2;

/** Whether m * 2^e is below the zero of x^3 - x - n, by integers alone. */
const isBelow = (m: bigint, e: number, n: bigint): boolean => {
  const one = 1n << BigInt(-e);
  return m * (m * m - one * one) < n * one * one * one;
};

const bisection = defineRefiner({
  name: 'bench-bisection',
  version: 1,
  start: (_params: { readonly n: bigint }) => ({ bounds: enclosure.fromEnds(0, 64) }),
  step({ state, demand, stopRequested }, { n }) {
    const bounds = enclosure.bisect(
      state.bounds,
      ({ m, e }) => (e > 0 ? isBelow(m << BigInt(e), 0, n) : isBelow(m, e, n)),
      demand.width,
      { stopRequested },
    );
    return { state: { bounds }, bounds };
  },
});

/** The same halvings, from [0, 64] to the same width. */
function byHand(n: bigint): bigint {
  let [lower, e] = [0n, 6];
  for (let i = 0; i < HALVINGS + 6; i++) {
    e--;
    lower *= 2n;
    const middle = lower + 1n;
    if (e > 0 ? isBelow(middle << BigInt(e), 0, n) : isBelow(middle, e, n)) lower = middle;
  }
  return lower;
}

/** One bit narrower per step. */
const steps = defineRefiner({
  name: 'bench-steps',
  version: 1,
  start: (_params: { readonly d: number }) => ({ bits: 0 }),
  step({ state: { bits: before } }, { d }) {
    const bits = before + 1;
    const lo = (1n << BigInt(bits)) / BigInt(d);
    return { state: { bits }, bounds: { kind: 'narrow', lo, width: 1, exp: -bits } as const };
  },
});

/** The same steps without an engine. */
function stepsByHand(d: number, most: number): bigint {
  let lo = 0n;
  for (let bits = 1; bits <= most; bits++) lo = (1n << BigInt(bits)) / BigInt(d);
  return lo;
}

const fused = defineCombinator({
  name: 'bench-fused',
  version: 1,
  arity: 3,
  combine: ([a, b, c], width) => enclosure.add(enclosure.multiply(a, b, width - 1), c, width - 1),
  sensitivity: (input, inputs) => (input === 2 ? 0 : enclosure.magnitudeLog2(inputs[1 - input]!)),
});

const LINKS = 299;
const THIRD = real('1/3');

function chain(link: (x: Real, c: Real) => Real): Real {
  let x: Real = pi;
  for (let i = 0; i < LINKS; i++) x = link(x, sqrt(i + 2));
  return x;
}

const inFreshSessions =
  (build: (index: number) => Real, digits: number): Work =>
  (from, runs) => {
    const made = inSessions(runs, (session) => session);
    return () => {
      for (const [i, session] of made.entries())
        sink.value = digitsOf(build(from + i), digits, session);
    };
  };

export function ownCode(desk: Desk): void {
  const halved = desk.measure({
    refiner: inFreshSessions((i) => refined(bisection, { n: BigInt(i + 1) }), DIGITS),
    hand: (from, runs) => () => {
      for (let i = 0; i < runs; i++) sink.value = byHand(BigInt(from + i + 1));
    },
  }).least;
  const of = `${String(HALVINGS)} halvings`;
  desk.hold(of, 'user_bisection_over_hand_loop', halved.refiner / halved.hand, MOST_OVER_LOOP);
  const { least, slowness } = desk.measure({
    refiner: inFreshSessions((i) => refined(steps, { d: i + 3 }), DIGITS),
    hand: (from, runs) => () => {
      for (let i = 0; i < runs; i++) sink.value = stepsByHand(from + i + 3, HALVINGS);
    },
  });
  desk.hold(
    'inline, less the step',
    'user_step_us',
    (least.refiner - least.hand) / HALVINGS,
    MOST_STEP_MICROSECONDS * slowness,
  );
  const chains = desk.measure({
    combined: inFreshSessions(() => chain((x, c) => combined(fused, null, [x, THIRD, c])), 50),
    builtIn: inFreshSessions(() => chain((x, c) => x.multiply(THIRD).add(c)), 50),
  }).least;
  desk.hold(
    `chain of ${String(LINKS)}`,
    'combinator_over_built_in',
    chains.combined / chains.builtIn,
    MOST_OVER_BUILT_IN,
  );
}
