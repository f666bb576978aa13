/**
 * Many roots over one graph: whether each needed step is run once, whether roots of one class get equal
 * shares, and how many states are dropped as stale.
 */
import { Coordinator } from '#lib/coordinator/coordinator.js';
import type { Poll } from '#lib/coordinator/coordinator.js';
import { checkGoal } from '#lib/coordinator/goals/goal.js';
import type { Outcome } from '#lib/coordinator/operations/request.js';
import { ONE_STEP } from '#lib/coordinator/leases/placement.js';
import type { Placement } from '#lib/coordinator/leases/placement.js';
import type { Slot } from '#lib/coordinator/leases/port.js';
import type { Lease, Settlement } from '#lib/coordinator/leases/lease.js';
import { fromErrorData } from '#lib/execution/host/error-data.js';
import type { NodeId } from '#lib/graph/node.js';
import { stepper } from '#spec/support/refiners.js';
import { Engine } from './engine/engine.js';
import type { Options, Row } from './harness/bench.js';
import { Random } from './harness/random.js';
import { median } from './harness/statistics.js';

export const name = 'roots';

const SLOTS = 4;
const BITS = 200;

/** Leaves below a root. */
const SIZE = 8;

/** Each leaf is below so many of the roots. */
const ROOTS_A_LEAF = 4;

const known: Placement = {
  place: (_step, free) =>
    free.length === 0 ? undefined : { index: 0, cost: 1000, quantum: ONE_STEP },
};

interface Forest {
  readonly engine: Engine;
  readonly leaves: readonly NodeId[];
  readonly roots: readonly NodeId[];
}

/** Leaves, and roots that are each a sum of some of them. */
function forest(random: Random, leaves: number, roots: number, size: number): Forest {
  const engine = new Engine([stepper]);
  const made = Array.from({ length: leaves }, () => {
    const d = BigInt(random.integer(3, 2 ** 20)) * 2n + 1n;
    return engine.node('stepper', [], {
      n: BigInt(random.integer(1, 2 ** 20)),
      d,
      rate: random.integer(2, 8),
    });
  });
  const sums = Array.from({ length: roots }, () => {
    const chosen = new Set<NodeId>();
    while (chosen.size < Math.min(size, leaves)) chosen.add(random.pick(made));
    return engine.node('add', [...chosen]);
  });
  return { engine, leaves: made, roots: sums };
}

interface Play {
  readonly outcomes: readonly Outcome[];
  readonly coordinator: Coordinator;
  readonly steps: number;
  /** Nanoseconds in the coordinator: admission, decisions and settlements, without the steps themselves. */
  readonly elapsed: number;
}

/** Plays requests with several slots; those out come back in the order in which they were cut. */
function play(
  { engine }: Forest,
  roots: readonly NodeId[],
  slots: number,
  mostSteps = Infinity,
  look: (coordinator: Coordinator, steps: number, poll: () => Poll) => Poll = (_c, _s, poll) =>
    poll(),
): Play {
  const coordinator = new Coordinator({
    graph: engine.graph,
    incarnation: 'bench',
    reviveError: fromErrorData,
    placement: known,
  });
  const free: Slot[] = Array.from({ length: slots }, (_, id) => ({ id, kind: 'inline' }));
  const out: { slot: Slot; lease: Lease; settlement: Settlement }[] = [];
  const outcomes: Outcome[] = [];
  let elapsed = 0;
  let steps = 0;
  const timed = <T>(action: () => T): T => {
    const start = process.hrtime.bigint();
    const result = action();
    elapsed += Number(process.hrtime.bigint() - start);
    return result;
  };
  const goal = checkGoal({ bits: BITS });
  timed(() => {
    for (const root of roots) coordinator.admit({ root, goal }, 0);
  });
  for (let now = 1; ; now++) {
    const poll = look(coordinator, steps, () => timed(() => coordinator.poll(free, now * 1000)));
    outcomes.push(...poll.outcomes);
    for (const { slot, lease } of poll.run) {
      free.splice(free.indexOf(slot), 1);
      out.push({ slot, lease, settlement: engine.run(lease) });
    }
    const next = out.shift();
    if (next === undefined || steps >= mostSteps) break;
    free.push(next.slot);
    steps++;
    timed(() => {
      coordinator.settle(next.lease, next.settlement, now * 1000);
    });
  }
  return { outcomes, coordinator, steps, elapsed };
}

/** The steps that each leaf takes for the neediest of its roots, each root refined alone on a graph of its own. */
function unionSteps(make: () => Forest): number {
  const most = new Map<NodeId, number>();
  const count = make().roots.length;
  for (let i = 0; i < count; i++) {
    const alone = make();
    play(alone, [alone.roots[i]!], 1);
    for (const leaf of alone.leaves) {
      most.set(leaf, Math.max(most.get(leaf) ?? 0, alone.engine.graph.recordOf(leaf)!.steps));
    }
  }
  return [...most.values()].reduce((sum, steps) => sum + steps, 0);
}

/**
 * How far ahead of the one charged least a root was that got a lease, as a part of the mean charge: the
 * largest of samples in the second quarter of the steps, where every root is still far from its goal.
 * (A root may also be charged much for what others brought it; then it is not given leases.)
 */
function fairnessError(scene: Forest, all: number): number {
  let worst = 0;
  const sampled = Math.max(1, Math.floor(all / 400));
  play(scene, scene.roots, SLOTS, Math.floor(all / 2), (coordinator, steps, poll) => {
    const sample = steps >= all / 4 && steps % sampled === 0;
    const before = sample ? coordinator.operations({}, 0) : [];
    coordinator.observed = sample;
    const polled = poll();
    const charges = new Map(
      before
        .filter(({ reason, status }) => reason === null && status !== 'met')
        .map(({ id, statistics }) => [id, statistics.charged]),
    );
    const least = Math.min(...charges.values());
    const mean = [...charges.values()].reduce((sum, charge) => sum + charge, 0) / charges.size;
    for (const event of polled.events) {
      if (event.type !== 'lease-issued') continue;
      worst = Math.max(worst, ((charges.get(event.operation) ?? least) - least) / mean);
    }
    return polled;
  });
  return worst;
}

function timePerStep(random: Random, leaves: number, roots: number, size: number): number {
  const scene = forest(random, leaves, roots, size);
  const { elapsed, steps } = play(scene, scene.roots, SLOTS);
  return elapsed / steps;
}

/** Makes one forest again and again. */
function grower(seed: number, roots: number): () => Forest {
  return () => forest(new Random(seed).fork(roots), (roots * SIZE) / ROOTS_A_LEAF, roots, SIZE);
}

/** All steps of roots that are refined together, over those that they need between them. */
export function stepsOverUnion(seed: number, roots: number): number {
  const make = grower(seed, roots);
  const together = make();
  return play(together, together.roots, SLOTS).steps / unionSteps(make);
}

function many(roots: number, { seed, quick }: Options): Row[] {
  const make = grower(seed, roots);
  const together = make();
  const { outcomes, coordinator, steps } = play(together, together.roots, SLOTS);
  const met = outcomes.filter(({ status }) => status === 'met').length;
  const { issued, stale } = coordinator.leaseCounts;
  const label = `${String(roots)} roots`;
  const row = (metric: string, value: number, bar: number): Row => ({
    bench: name,
    case: label,
    metric,
    value,
    bar,
  });
  const rows = [
    row('unmet', roots - met, 0),
    row('fairness_error', fairnessError(make(), steps), 0.05),
    row('stale_share', stale / issued, 0.01),
  ];
  const metric = 'steps_over_union';
  if (quick && roots > 100) {
    return [
      ...rows,
      {
        bench: name,
        case: label,
        metric,
        value: null,
        unmeasured: 'takes a refinement of each root alone',
      },
    ];
  }
  return [row(metric, steps / unionSteps(make), 1), ...rows];
}

export function run(options: Options): Row[] {
  return [100, 1000].flatMap((roots) => many(roots, options));
}

/** The coordinator's time a step for a thousand roots over one graph, against that for one root; a row of `overhead`. */
export function thousandRootsOverOne({ seed, quick }: Options): Row {
  const random = new Random(seed);
  // A quick run judges nothing: ten roots show that it runs.
  const roots = quick ? 10 : 1000;
  const leaves = 2 * roots;
  const size = (ROOTS_A_LEAF * leaves) / roots;
  const ratios = Array.from({ length: quick ? 1 : 5 }, (_, i) => {
    const one = timePerStep(random.fork(2 * i), leaves, 1, leaves);
    return timePerStep(random.fork(2 * i + 1), leaves, roots, size) / one;
  });
  return {
    bench: 'overhead',
    case: `${String(leaves)} leaves`,
    metric: 'thousand_roots_over_one',
    value: median(ratios),
    ...(quick ? {} : { bar: 3 }),
  };
}
