/**
 * What it costs to ask for 30 digits and then for 60, over asking for 60 at once: the worst of some
 * random roots, once over refiners that step and once over refiners that leap.
 */
import type { NodeId } from '#lib/graph/node.js';
import { stepper } from '#spec/support/refiners.js';
import { Engine } from './engine/engine.js';
import type { Options, Row } from './harness/bench.js';
import { Random } from './harness/random.js';
import { buildSource, drawSource } from './instances/sources.js';

export const name = 'resume';

const INSTANCES = 40;

type Source = (engine: Engine, random: Random) => NodeId;

const stepping: Source = (engine, random) => {
  const d = BigInt(random.integer(3, 2 ** 20)) * 2n + 1n;
  const n = d + BigInt(random.integer(1, 2 ** 20));
  return engine.node('stepper', [], { n, d, rate: random.integer(1, 8) });
};

const leaping: Source = (engine, random) => buildSource(engine, drawSource(random));

const ROOTS: Readonly<Record<string, (engine: Engine, sources: readonly NodeId[]) => NodeId>> = {
  sums: (engine, sources) => engine.node('add', sources),
  products: (engine, sources) => engine.node('multiply', sources),
};

function costs(draw: Random, kind: string, source: Source, digits: readonly number[]): number {
  const random = draw.fork(0);
  const engine = new Engine([stepper]);
  const sources = Array.from({ length: random.integer(1, 8) }, () => source(engine, random));
  const root = ROOTS[kind]!(engine, sources);
  let cost = 0;
  for (const goal of digits) {
    const play = engine.play(engine.coordinator(), root, { digits: goal });
    if (play.outcome.status !== 'met') return NaN;
    cost += play.cost;
  }
  return cost;
}

function worst(source: Source, kind: string, { seed, quick }: Options): number {
  let value = 0;
  for (let i = 0; i < (quick ? 3 : INSTANCES); i++) {
    const random = new Random(seed).fork(i);
    const ratio = costs(random, kind, source, [30, 60]) / costs(random, kind, source, [60]);
    value = Number.isNaN(ratio) ? Infinity : Math.max(value, ratio);
  }
  return value;
}

export function run(options: Options): Row[] {
  return Object.keys(ROOTS).flatMap((kind) => [
    {
      bench: name,
      case: kind,
      metric: 'over_direct_steppers',
      value: worst(stepping, kind, options),
      bar: 1.05,
    },
    {
      bench: name,
      case: kind,
      metric: 'over_direct_leapers',
      value: worst(leaping, kind, options),
      bar: 1.6,
    },
  ]);
}
