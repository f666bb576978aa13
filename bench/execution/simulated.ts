/**
 * Many slots on a virtual clock: how near list scheduling comes to the best makespan, what it wastes,
 * and what the order of the deterministic mode costs.
 */
import type { NodeId } from '#lib/graph/node.js';
import { SimulatedExecutor } from '#spec/support/schedules/simulated-executor.js';
import type { Options, Row } from '../harness/bench.js';
import { Random } from '../harness/random.js';
import { median } from '../harness/statistics.js';
import { durationsOf, instance } from './priced-leaves.js';
import type { Durations, Instance } from './priced-leaves.js';
import { inVirtualOrder } from './virtual-order.js';

const SLOTS = [2, 4, 8, 16, 64];
const LEAVES_A_SLOT = 8;

/** The window of the deterministic mode is eight: it keeps half as many workers busy. */
const MOST_ORDERED = 4;

export interface Play {
  readonly makespan: number;
  /** Time that all steps took together. */
  readonly work: number;
  readonly longestStep: number;
  /** Time that the steps of the slowest leaf take, one after the other. */
  readonly longestChain: number;
  /**
   * Share of the time of all slots in which one idled although a leaf waited for a step that it took
   * later, once all had looked: before that nothing is known to be mandatory.
   */
  readonly idleShare: number;
}

interface Span {
  readonly node: NodeId;
  readonly start: number;
  readonly end: number;
}

export function play(
  { world, costs }: Instance,
  slots: number,
  durations: Durations = durationsOf(costs),
): Play {
  const spans: Span[] = [];
  const { coordinator, host } = world;
  const executor: SimulatedExecutor = new SimulatedExecutor({
    coordinator,
    host,
    slots,
    script: (lease) => {
      const after = durations(lease);
      spans.push({ node: lease.node, start: executor.now, end: executor.now + after });
      return { after, as: 'answer' };
    },
  });
  world.remote = slots > 1;
  executor.run();
  if ([...executor.outcomes.values()].some(({ status }) => status !== 'met')) {
    throw new Error('simulated: the goal was not met');
  }
  return summary(spans, slots);
}

function summary(spans: readonly Span[], slots: number): Play {
  const chains = new Map<NodeId, number>();
  let work = 0;
  let longestStep = 0;
  let makespan = 0;
  for (const { node, start, end } of spans) {
    work += end - start;
    longestStep = Math.max(longestStep, end - start);
    makespan = Math.max(makespan, end);
    chains.set(node, (chains.get(node) ?? 0) + end - start);
  }
  const idleShare = idleTime(spans, slots) / (slots * makespan);
  return { makespan, work, longestStep, longestChain: Math.max(...chains.values()), idleShare };
}

/** Time of slots that idled while a leaf that was to take another step had none under way. */
function idleTime(spans: readonly Span[], slots: number): number {
  const lastStart = new Map<NodeId, number>();
  for (const { node, start } of spans)
    lastStart.set(node, Math.max(start, lastStart.get(node) ?? 0));
  const looked = new Set<NodeId>();
  let since = 0;
  for (const { node, end } of [...spans].sort((a, b) => a.end - b.end)) {
    if (looked.has(node)) continue;
    looked.add(node);
    since = end;
  }
  const moments = [...new Set(spans.flatMap(({ start, end }) => [start, end]))].sort(
    (a, b) => a - b,
  );
  let idle = 0;
  for (let i = 0; i + 1 < moments.length; i++) {
    const [now = 0, next = 0] = [moments[i], moments[i + 1]];
    if (now < since) continue;
    const running = new Set(
      spans.filter(({ start, end }) => start <= now && end > now).map(({ node }) => node),
    );
    let waiting = 0;
    for (const [node, start] of lastStart) if (start > now && !running.has(node)) waiting++;
    idle += Math.min(Math.max(0, slots - running.size), waiting) * (next - now);
  }
  return idle;
}

export function simulated({ seed, quick }: Options): Row[] {
  const rows: Row[] = [];
  for (const slots of quick ? SLOTS.slice(0, 2) : SLOTS) {
    let efficiency = Infinity;
    let overBound = 0;
    let extra = 0;
    let idle = 0;
    const ordered: number[] = [];
    for (let number = 0; number < (quick ? 2 : 8); number++) {
      const make = (): Instance => instance(seed * 1000 + number, LEAVES_A_SLOT * slots);
      const alone = play(make(), 1);
      const many = play(make(), slots);
      const bound = 1.05 * Math.max(alone.work / slots, alone.longestChain) + alone.longestStep;
      overBound = Math.max(overBound, many.makespan / bound);
      efficiency = Math.min(efficiency, alone.work / slots / many.makespan);
      extra = Math.max(extra, many.work / alone.work);
      idle = Math.max(idle, many.idleShare);
      if (slots <= MOST_ORDERED) ordered.push(orderedOverFree(make, slots, seed + number));
    }
    const name = `${String(slots)} slots, ${String(LEAVES_A_SLOT * slots)} leaves`;
    const add = (metric: string, value: number, bar: number): void => {
      rows.push({ bench: 'execution', case: name, metric, value, bar });
    };
    rows.push({ bench: 'execution', case: name, metric: 'sim_efficiency', value: efficiency });
    add('sim_makespan_over_bound', overBound, 1);
    add('sim_extra_work', extra, 1.05);
    add('sim_idle_share', idle, 0.02);
    if (ordered.length > 0) add('sim_deterministic_over_free', median(ordered), 1.35);
  }
  return rows;
}

/** Makespan with commits in virtual order over makespan with commits as they come, durations noisy. */
function orderedOverFree(make: () => Instance, slots: number, seed: number): number {
  const noisy = (costs: ReadonlyMap<NodeId, number>): Durations => {
    const random = new Random(seed);
    return ({ node }) => Math.round((costs.get(node) ?? 1000) * random.between(0.7, 1.3));
  };
  const one = make();
  const other = make();
  const free = play(one, slots, noisy(one.costs));
  return inVirtualOrder(other, slots, noisy(other.costs)) / free.makespan;
}
