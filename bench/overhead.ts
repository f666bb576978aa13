/**
 * What a step costs besides itself: the coordinator's time a step, from admission to outcome, on steps
 * that cost nothing and bring bounds of up to 50 digits.
 *
 * `step_over_bare_loop`: against pop, refiner call, meet and push on the same enclosures.
 * `step_over_tinyqueue`: against a pop and a push at the same size.
 * `step_over_alien_signals`: against setting one leaf of the same graph and reading the root.
 * `growth_1e2_to_1e6`: a step at the largest size against one at the smallest.
 */
import { build, refine } from './overhead/engine.js';
import type { Played } from './overhead/engine.js';
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
const QUICK_SIZES = [1e2, 1e3] as const;
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

function collect(): void {
  globalThis.gc?.();
}

function measure(shapeName: ShapeName, leaves: number, options: Options): Measured {
  const random = new Random(options.seed).fork(leaves);
  const shape = drawShape(shapeName, leaves, random);
  const ladders = drawLadders(random, -Math.ceil(Math.log2(leaves)));
  const rounds = options.quick ? 2 : leaves >= 1e6 ? 1 : leaves >= 1e5 ? 3 : 7;
  const repeats = Math.max(1, Math.round((options.quick ? 4000 : STEPS) / rounds / (4 * leaves)));
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
  // The first round warms up the compiler.
  for (let round = 0; round <= rounds; round++) {
    collect();
    const step = engineTime();
    collect();
    const loop = loopTime();
    collect();
    const queue = popAndPush(leaves, random);
    collect();
    const signals = signalsUpdate(shape, random);
    if (round === 0 && rounds > 1) continue;
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

export function run(options: Options): Row[] {
  const rows: Row[] = [];
  for (const shape of SHAPES) {
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
          ...(bar === undefined ? {} : { bar }),
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
