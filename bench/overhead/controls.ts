/** What a step of the coordinator is measured against, in the same run. */
import { computed, signal } from 'alien-signals';
import TinyQueue from 'tinyqueue';
import { intersect, widthLog2 } from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { ALL } from '#lib/exact/enclosure/enclosure.js';
import type { StepContext } from '#lib/refiners/refiner.js';
import type { Random } from '../harness/random.js';
import { climber } from './ladder.js';
import type { Ladder } from './ladder.js';
import type { Shape } from './shape.js';

interface Entry {
  readonly key: number;
  readonly leaf: number;
}

const sooner = (a: Entry, b: Entry): number => b.key - a.key || a.leaf - b.leaf;

const secondsSince = (start: bigint): number => Number(process.hrtime.bigint() - start) / 1e9;

/**
 * Pop, refiner call, meet and push, with nothing around it: every leaf down to its flat share of the
 * goal, the widest first. Seconds a step.
 */
export function bareLoop(ladders: readonly Ladder[], leaves: number, bits: number): number {
  const share = -bits - Math.log2(leaves);
  const params = Array.from({ length: leaves }, (_, i) => ladders[i % ladders.length]!);
  const states = new Array<number>(leaves).fill(0);
  const bounds: Enclosure[] = params.map((ladder) => climber.initial?.(ladder) ?? ALL);
  const entries = bounds.map((each, leaf) => ({ key: widthLog2(each), leaf }));
  const context = { inputs: [], demand: { width: share }, quantum: { steps: 1 } };
  const queue = new TinyQueue<Entry>(entries, sooner);
  let steps = 0;
  const start = process.hrtime.bigint();
  for (let top = queue.pop(); top !== undefined && top.key > share; top = queue.pop()) {
    const { leaf } = top;
    const stepContext = { ...context, state: states[leaf]! } as unknown as StepContext<number>;
    const result = climber.step(stepContext, params[leaf]!);
    states[leaf] = result.state;
    bounds[leaf] = intersect(bounds[leaf]!, result.bounds)!;
    queue.push({ key: widthLog2(bounds[leaf]), leaf });
    steps++;
  }
  return secondsSince(start) / steps;
}

/** Seconds for a pop and a push at a constant number of entries. */
export function popAndPush(entries: number, random: Random): number {
  const queue = new TinyQueue<Entry>(
    Array.from({ length: entries }, (_, leaf) => ({ key: random.next(), leaf })),
    sooner,
  );
  const turns = Math.max(200_000, entries);
  const keys = Float64Array.from({ length: 4096 }, () => random.next());
  const start = process.hrtime.bigint();
  for (let i = 0; i < turns; i++) {
    const { leaf, key } = queue.pop()!;
    queue.push({ key: key - keys[i & 4095]!, leaf });
  }
  return secondsSince(start) / turns;
}

/** Seconds for setting one leaf of the same graph in alien-signals and reading the root, in doubles. */
export function signalsUpdate(shape: Shape, random: Random): number {
  const { leaves, left, right, product } = shape;
  const sources = Array.from({ length: leaves }, () => signal(random.next()));
  const nodes: (() => number)[] = [...sources];
  for (let i = 0; i < left.length; i++) {
    const [a, b] = [nodes[left[i]!]!, nodes[right[i]!]!];
    const node = product[i] === 1 ? computed(() => a() * b()) : computed(() => a() + b());
    nodes.push(node);
    // From below: reading the root first would recurse down the whole chain.
    node();
  }
  const root = nodes[nodes.length - 1]!;
  const seconds = (turns: number): number => {
    const start = process.hrtime.bigint();
    for (let i = 0; i < turns; i++) {
      sources[random.integer(0, leaves - 1)]!(random.next());
      root();
    }
    return secondsSince(start) / turns;
  };
  // As many as take about a fifth of a second.
  return seconds(Math.max(3, Math.min(200_000, Math.round(0.2 / seconds(3)))));
}
