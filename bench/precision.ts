/**
 * How many bits refiners that leap compute beyond their need.
 *
 * The need of a refiner is what it would have to be computed to if it were the only source of error:
 * from its magnitude down to the width that the goal permits the root, divided by its sensitivity. For a
 * number of decimals that is a unit of the last place; or, since the correct rounding is promised, the
 * distance of the value from the nearest middle between two decimals where that is less, for which up to
 * 64 bits are promised. Wider bounds may hold that middle.
 * `surplus_bits_over_log2n` is the largest surplus over it after the first look, less log2 of the
 * number of sources, which share the allowance.
 */
import type { Goal } from '#lib/coordinator/goals/goal.js';
import { dyadic } from '#lib/exact/dyadic.js';
import { log2Upper } from '#lib/exact/logarithm.js';
import { lowerEnd, magnitudeLog2, toDoubles } from '#lib/exact/enclosure/enclosure.js';
import type { NodeId } from '#lib/graph/node.js';
import { Engine } from './engine/engine.js';
import type { Options, Row } from './harness/bench.js';
import { Random } from './harness/random.js';
import { buildSource, drawSource } from './instances/sources.js';

export const name = 'precision';

/** A root, its leaping sources, and the derivative of the root with respect to each. */
interface Problem {
  readonly root: NodeId;
  readonly sources: readonly NodeId[];
  /** Log2 of |d root / d source|, at the values that the sources have now. */
  slopes(valueOf: (source: NodeId) => number): number[];
}

const LOG2_10 = Math.log2(10);

/** The most bits that are promised beyond the last place to prove a rounding. */
const MOST_SPARE_BITS = 64;

const BAR = 8;
const INSTANCES = 12;

const log2Of = (value: number): number => Math.log2(Math.abs(value));

const SHAPES: Readonly<
  Record<string, (engine: Engine, sources: readonly NodeId[], random: Random) => Problem>
> = {
  sum(engine, sources, random) {
    const weights = sources.map(() => random.integer(1, 64));
    const terms = sources.map((source, i) =>
      engine.node('multiply', [
        engine.node('rational', [], { n: BigInt(weights[i]!), d: 8n }),
        source,
      ]),
    );
    return {
      root: engine.node('add', terms),
      sources,
      slopes: () => weights.map((weight) => Math.log2(weight / 8)),
    };
  },
  product: (engine, sources) => ({
    root: engine.node('multiply', sources),
    sources,
    slopes(valueOf) {
      const all = sources.reduce((sum, source) => sum + log2Of(valueOf(source)), 0);
      return sources.map((source) => all - log2Of(valueOf(source)));
    },
  }),
  mixed(engine, sources) {
    // x0 x1 + x1 x2 + x2 x3 + ..: every source but the ends is shared.
    const terms = sources
      .slice(1)
      .map((source, i) => engine.node('multiply', [sources[i]!, source]));
    return {
      root: terms.length === 1 ? terms[0]! : engine.node('add', terms),
      sources,
      slopes: (valueOf) =>
        sources.map((_, i) => {
          const beside = [sources[i - 1], sources[i + 1]].filter((node) => node !== undefined);
          return log2Of(beside.reduce((sum, node) => sum + valueOf(node), 0));
        }),
    };
  },
};

interface Wanted {
  readonly goal: Goal;
  /** Log2 of the width that the goal permits a root of any value. */
  readonly allowance: number;
  /** Where the correct rounding to so many decimals is promised too. */
  readonly rounded?: number;
}

const GOALS: Readonly<Record<string, readonly Wanted[]>> = {
  eps: [100, 400, 2000].map((bits) => ({
    goal: { eps: exactPower(bits) },
    allowance: -bits,
  })),
  bits: [100, 400, 2000].map((bits) => ({ goal: { bits }, allowance: -bits })),
  decimals: [30, 120, 600].map((decimals) => ({
    goal: { decimals },
    allowance: -decimals * LOG2_10,
    rounded: decimals,
  })),
};

/** 2^-bits in decimals, exactly. */
function exactPower(bits: number): string {
  return `0.${(5n ** BigInt(bits)).toString().padStart(bits, '0')}`;
}

/** Builds the same problem again for the same generator. */
function build(shape: string, count: number, random: Random): { engine: Engine; problem: Problem } {
  const draw = random.fork(0);
  const engine = new Engine();
  const sources = Array.from({ length: count }, () => buildSource(engine, drawSource(draw)));
  return { engine, problem: SHAPES[shape]!(engine, sources, draw) };
}

/** Log2 of the distance of a root from the nearest middle of two decimals, in units of the last place. */
function log2ToMiddle(decimals: number, shape: string, count: number, random: Random): number {
  const { engine, problem } = build(shape, count, random);
  const bits = Math.ceil(decimals * LOG2_10) + MOST_SPARE_BITS + 1;
  const { outcome } = engine.play(engine.coordinator(), problem.root, { bits });
  const lo = lowerEnd(engine.graph.boundsOf(problem.root));
  if (outcome.status !== 'met' || lo === null || lo.e >= 0) return NaN;
  const unit = 1n << BigInt(-lo.e);
  // All sources are positive.
  const behind = (lo.m * 10n ** BigInt(decimals)) % unit;
  const from = behind * 2n - unit;
  return log2Upper(dyadic(from < 0n ? -from : from, lo.e - 1));
}

/** The largest surplus over the need of any source, in bits. */
function surplus(wanted: Wanted, shape: string, count: number, random: Random): number {
  const { goal, rounded } = wanted;
  const { engine, problem } = build(shape, count, random);
  const { sources } = problem;
  let { allowance } = wanted;
  if (rounded !== undefined) {
    allowance += Math.max(-MOST_SPARE_BITS, log2ToMiddle(rounded, shape, count, random));
  }
  const { outcome, accounts } = engine.play(engine.coordinator(), problem.root, goal);
  if (outcome.status !== 'met') return Infinity;
  const valueOf = (node: NodeId): number => toDoubles(engine.graph.boundsOf(node)).lo;
  const slopes = problem.slopes(valueOf);
  let most = -Infinity;
  sources.forEach((source, i) => {
    const bits = accounts.get(source)!.bits;
    if (bits === 0) return;
    const need = magnitudeLog2(engine.graph.boundsOf(source)) - (allowance - slopes[i]!);
    most = Math.max(most, bits - need);
  });
  return most - Math.log2(count);
}

export function run({ seed, quick }: Options): Row[] {
  const rows: Row[] = [];
  for (const [kind, goals] of Object.entries(GOALS)) {
    for (const shape of Object.keys(SHAPES)) {
      for (const count of [2, 8, 64]) {
        const random = new Random(seed);
        let value = -Infinity;
        for (const wanted of quick ? goals.slice(0, 1) : goals) {
          for (let i = 0; i < (quick ? 1 : INSTANCES); i++) {
            value = Math.max(value, surplus(wanted, shape, count, random.fork(i)));
          }
        }
        const metric = 'surplus_bits_over_log2n';
        rows.push({
          bench: name,
          case: `${kind} ${shape} n=${String(count)}`,
          metric,
          value,
          bar: BAR,
        });
      }
    }
  }
  return rows;
}
