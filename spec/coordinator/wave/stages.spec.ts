/** The stages of a wave against a model that looks at all children every time. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  LEASED,
  OPTIONAL,
  QUEUED,
  SETTLED,
  Stages,
  WAITING,
} from '#lib/coordinator/wave/stages.js';
import { coneOf } from '#lib/graph/cone.js';
import { runs } from '#spec/support/effort.js';
import { build, shapes } from './cones.js';
import type { DrawnCone } from './cones.js';

const drawn = shapes('leaf', 'add', 'negate', 'echo');

/** Whether each position lies below a function of the cone. */
function belowFunction({ graph, cone, positions }: DrawnCone): boolean[] {
  const below = Array.from(cone, () => false);
  for (const node of cone) {
    if (!graph.isRefiner(node) || graph.childCount(node) === 0) continue;
    for (const other of coneOf(graph, [...graph.childrenOf(node)]))
      below[positions.of(other)] = true;
  }
  return below;
}

/** Steps a wave through its stages, and holds them against the model after each. */
function play(of: DrawnCone, choices: readonly number[]): void {
  const { graph, cone, positions } = of;
  const stages = new Stages(graph, cone, positions);
  const below = belowFunction(of);
  const children = (p: number): number[] =>
    [...graph.childrenOf(cone[p]!)].map((child) => positions.of(child));
  const unsettled = (p: number): number[] =>
    [...new Set(children(p))].filter((child) => stages.at(child) !== SETTLED);
  const isTracked = (p: number): boolean => graph.isRefiner(cone[p]!) || below[p]!;
  const all = [...cone.keys()];

  let turn = 0;
  const choose = (count: number): number => choices[turn++ % choices.length]! % count;
  const check = (): void => {
    for (const p of all) {
      expect(stages.isBelowFunction(p)).toBe(below[p]);
      if (!isTracked(p)) continue;
      const open = unsettled(p);
      if (stages.at(p) !== SETTLED) expect(stages.hasUnsettledChildren(p)).toBe(open.length > 0);
      for (const child of new Set(children(p))) {
        const isAlone = open.length === 1 && open[0] === child && stages.at(p) === WAITING;
        expect(stages.awaits(cone[p]!, cone[child]!)).toBe(isAlone);
      }
    }
  };

  for (const p of all) {
    if (!isTracked(p)) continue;
    stages.awaitChildren(p);
    expect(stages.at(p) === WAITING).toBe(unsettled(p).length > 0);
    if (stages.at(p) === WAITING) continue;
    const isRefiner = graph.isRefiner(cone[p]!);
    stages.put(p, isRefiner ? ([QUEUED, OPTIONAL, SETTLED] as const)[choose(3)]! : SETTLED);
  }
  check();

  const settle = (p: number): void => {
    stages.put(p, SETTLED);
    const waiting = all.filter(
      (q) => stages.at(q) === WAITING && children(q).includes(p) && unsettled(q).length === 0,
    );
    const released: number[] = [];
    stages.release(p, (parent) => released.push(parent));
    expect(released.sort((a, b) => a - b)).toEqual(waiting);
    for (const parent of released) {
      if (graph.isRefiner(cone[parent]!)) stages.put(parent, QUEUED);
      else settle(parent);
    }
  };
  // A node settles per iteration, or is leased early, which each may be once.
  for (;;) {
    const early = all.filter((p) => stages.at(p) === WAITING && graph.isRefiner(cone[p]!));
    if (early.length > 0 && choose(4) === 0) stages.put(early[choose(early.length)]!, LEASED);
    const ready = all.filter(
      (p) => stages.at(p) !== SETTLED && stages.at(p) !== WAITING && unsettled(p).length === 0,
    );
    if (ready.length === 0) break;
    settle(ready[choose(ready.length)]!);
    check();
  }
  for (const p of all) expect(stages.at(p)).toBe(SETTLED);
}

describe('the stages of a wave', () => {
  it('release each waiting node when the last of its children settles, in any order of settling', () => {
    fc.assert(
      fc.property(
        drawn,
        fc.array(fc.nat(1000), { minLength: 1, maxLength: 40 }),
        (shape, choices) => {
          play(build(shape), choices);
        },
      ),
      {
        numRuns: runs(100),
      },
    );
  });

  it('and marks of a node do not disturb one another', () => {
    const { graph, cone, positions } = build([{ kind: 'echo', children: [0], bits: 0 }]);
    const stages = new Stages(graph, cone, positions);
    const at = (p: number): unknown[] => [
      stages.at(p),
      stages.isBelowFunction(p),
      stages.isStepped(p),
      stages.isPlanned(p),
      stages.hasUnsettledChildren(p),
    ];
    expect(at(0)).toEqual([SETTLED, true, false, false, false]);
    stages.put(0, OPTIONAL);
    stages.markStepped(0);
    expect(at(0)).toEqual([OPTIONAL, true, true, false, false]);
    stages.setPlanned(0, true);
    stages.put(0, LEASED);
    expect(at(0)).toEqual([LEASED, true, true, true, false]);
    stages.setPlanned(0, false);
    expect(at(0)).toEqual([LEASED, true, true, false, false]);
  });
});
