/**
 * What a step costs besides itself: the coordinator's time a step, from admission to outcome, on steps
 * that cost nothing and bring bounds of up to 50 digits.
 *
 * `step_over_bare_loop`: against pop, refiner call, meet and push on the same enclosures.
 * `step_over_tinyqueue`: against a pop and a push at the same size.
 * `step_over_alien_signals`: against setting one leaf of the same graph and reading the root.
 * `build_seconds_1e6`, `bytes_per_node_1e6`: a graph of a million nodes, its bounds at 50 digits.
 * `thousand_roots_over_one`: a step for a thousand roots against one for a single root of as many leaves.
 * `growth_1e2_to_1e6`: a step at the largest size against one at the smallest.
 */
import { build, refine } from './overhead/engine.js';
import type { Played } from './overhead/engine.js';
import { footprint } from './overhead/memory.js';
import { thousandRootsOverOne } from './roots.js';
import { bareLoop, popAndPush, signalsUpdate } from './overhead/controls.js';
import { drawLadders } from './overhead/ladder.js';
import { drawShape } from './overhead/shape.js';
import type { ShapeName } from './overhead/shape.js';
import type { Options, Row } from './harness/bench.js';
import { Random } from './harness/random.js';
import { median } from './harness/statistics.js';

export const name = 'overhead';

const SHAPES: readonly ShapeName[] = ['balanced', 'chain', 'shared', 'products'];
const SIZES = [1e2, 1e3, 1e4, 1e5, 1e6] as const;
const QUICK_SIZES = [1e2] as const;
const QUICK_SHAPES: readonly ShapeName[] = ['products'];
/** Steps that a size is measured over, about, in several rounds. */
const STEPS = 400_000;

/** The root is narrowed to so many bits below its magnitude, the values summing up to 1 at most. */
const BITS = 120;

interface Measured {
  readonly step: number;
  readonly overLoop: number;
  readonly overQueue: number;
  readonly overSignals: number;
}

/**
 * What went before is collected once, ahead of the round that warms up. Between rounds it would measure
 * the compiler: with the last graph the shapes of its objects go, and all code that was made for them.
 */
function collect(): void {
  globalThis.gc?.();
}

function measure(shapeName: ShapeName, leaves: number, options: Options): Measured {
  const random = new Random(options.seed).fork(leaves);
  const shape = drawShape(shapeName, leaves, random);
  const ladders = drawLadders(random, -Math.ceil(Math.log2(leaves)));
  const rounds = options.quick || leaves >= 1e5 ? 1 : leaves >= 1e4 ? 3 : 7;
  // The first round warms up the compiler; at the largest size it would take too long.
  const from = rounds === 1 ? 1 : 0;
  const repeats = Math.max(1, Math.round((options.quick ? 1000 : STEPS) / rounds / (4 * leaves)));
  const of = {
    step: [] as number[],
    loop: [] as number[],
    queue: [] as number[],
    signals: [] as number[],
  };
  const engineTime = (): number => {
    let [seconds, steps] = [0, 0];
    for (let i = 0; i < repeats; i++) {
      const played = playOnce();
      seconds += played.seconds;
      steps += played.steps;
    }
    return seconds / steps;
  };
  const playOnce = (): Played => {
    const played = refine(build(shape, ladders), BITS);
    if (played.status !== 'met')
      throw new Error(`overhead: ${shapeName}: ended as ${played.status}`);
    return played;
  };
  const loopTime = (): number => {
    let seconds = 0;
    for (let i = 0; i < repeats; i++) seconds += bareLoop(ladders, leaves, BITS);
    return seconds / repeats;
  };
  collect();
  for (let round = from; round <= rounds; round++) {
    const step = engineTime();
    const loop = loopTime();
    const queue = popAndPush(leaves, random);
    const signals = signalsUpdate(shape, random);
    if (round === 0) continue;
    of.step.push(step);
    of.loop.push(step / loop);
    of.queue.push(step / queue);
    of.signals.push(step / signals);
  }
  return {
    step: median(of.step),
    overLoop: median(of.loop),
    overQueue: median(of.queue),
    overSignals: median(of.signals),
  };
}

function barOverSignals(leaves: number): number {
  if (leaves <= 1e3) return 3;
  return leaves <= 1e4 ? 1.5 : 1;
}

/** A million nodes. */
const NODES = 1e6;

function measureFootprint(options: Options): Row[] {
  const shape = drawShape('balanced', (options.quick ? 1e3 : NODES) / 2, new Random(options.seed));
  const { seconds, bytesPerNode } = footprint(shape);
  const label = `${options.quick ? '1e3' : '1e6'} nodes`;
  const bars = options.quick ? [undefined, undefined] : [1, 250];
  return [
    ['build_seconds_1e6', seconds, bars[0]] as const,
    ['bytes_per_node_1e6', bytesPerNode, bars[1]] as const,
  ].map(([metric, value, bar]) => ({
    bench: name,
    case: label,
    metric,
    ...(Number.isNaN(value)
      ? { value: null, unmeasured: 'needs node --expose-gc' }
      : { value, ...(bar === undefined ? {} : { bar }) }),
  }));
}

export function run(options: Options): Row[] {
  const rows: Row[] = [...measureFootprint(options), thousandRootsOverOne(options)];
  for (const shape of options.quick ? QUICK_SHAPES : SHAPES) {
    const steps: number[] = [];
    for (const leaves of options.quick ? QUICK_SIZES : SIZES) {
      const found = measure(shape, leaves, options);
      steps.push(found.step);
      const add = (metric: string, value: number, bar?: number): void => {
        const label = `${shape} ${leaves.toExponential(0).replace('+', '')}`;
        rows.push({
          bench: name,
          case: label,
          metric,
          value,
          // A few steps are over before the compiler has seen to them, and judge nothing.
          ...(bar === undefined || options.quick ? {} : { bar }),
        });
      };
      add('step_microseconds', found.step * 1e6);
      add('step_over_bare_loop', found.overLoop, 4);
      add('step_over_tinyqueue', found.overQueue, leaves <= 1e3 ? 8 : 6);
      add('step_over_alien_signals', found.overSignals, barOverSignals(leaves));
    }
    const growth = steps[steps.length - 1]! / steps[0]!;
    const row = { bench: name, case: shape, metric: 'growth_1e2_to_1e6' };
    rows.push(
      options.quick
        ? { ...row, value: null, unmeasured: 'the largest sizes take longer' }
        : { ...row, value: growth, bar: 15 },
    );
  }
  return rows;
}
