/** When a wave writes to the graph. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Aim } from '#lib/coordinator/goals/aim.js';
import { Predictor } from '#lib/coordinator/wave/predictor.js';
import { Wave } from '#lib/coordinator/wave/wave.js';
import type { Graph } from '#lib/graph/graph.js';
import { ConePositions } from '#lib/graph/cone-positions.js';
import { coneOf } from '#lib/graph/cone.js';
import type { Cone } from '#lib/graph/cone.js';
import { sensitivities } from '#lib/graph/sensitivities.js';
import { firstDoubt, firstJump } from '#lib/coordinator/goals/doubts.js';
import { Interrupted, setStop } from '#lib/exact/interruption.js';
import { runs } from '#spec/support/effort.js';
import { World } from '#spec/support/world.js';
import { build, shapes } from './cones.js';

const stateOf = (graph: Graph, cone: Cone): unknown[] =>
  Array.from(cone, (node) => [graph.boundsOf(node), graph.gridOf(node), graph.isDirty(node)]);

describe('a wave', () => {
  it('changes nothing before it is started, whatever its aim', () => {
    fc.assert(
      fc.property(
        shapes('leaf', 'add', 'negate', 'echo'),
        fc.constantFrom('narrow', 'discover', 'anticipate'),
        fc.boolean(),
        (shape, type, parallel) => {
          const { graph, cone, positions, root } = build(shape);
          const narrow = {
            type: 'narrow',
            focus: root,
            allowance: -300,
            everySource: false,
          } as const;
          const aims: Record<typeof type, Aim> = {
            narrow,
            discover: { type: 'discover' },
            anticipate: { type: 'discover', anticipated: narrow },
          };
          // A node that is dirty, as after a step.
          graph.markDirty(root);
          const before = stateOf(graph, cone);
          const wave = new Wave(graph, cone, positions, aims[type], new Predictor(), parallel);
          expect(stateOf(graph, cone)).toEqual(before);
          expect(wave.progressed).toBe(false);
          wave.start();
          expect(wave.finished).toBe(false);
        },
      ),
      { numRuns: runs(100) },
    );
  });

  it('sets grids when it is started, those of an anticipated narrowing too', () => {
    for (const isAnticipated of [false, true]) {
      const { graph, cone, positions, root } = build([{ kind: 'negate', children: [0], bits: 0 }]);
      const narrow = { type: 'narrow', focus: root, allowance: -300, everySource: false } as const;
      const aim: Aim = isAnticipated ? { type: 'discover', anticipated: narrow } : narrow;
      const wave = new Wave(graph, cone, positions, aim, new Predictor());
      expect(graph.gridOf(root)).toBe(Infinity);
      wave.start();
      expect(graph.gridOf(root)).toBeLessThan(-300);
    }
  });
});

describe('a stop', () => {
  it('interrupts every pass over a cone of many nodes, which is then passed over as if nothing had been', () => {
    const world = new World();
    const { graph } = world;
    const leaves = Array.from({ length: 300 }, (_, n) => world.leaf('leaper', BigInt(n + 1), 7n));
    const root = world.node('add', leaves);
    const cone = coneOf(graph, [root]).slice();
    const positions = new ConePositions(cone);
    const aim = { type: 'narrow', focus: root, allowance: -100, everySource: true } as const;
    const wave = (): Wave => new Wave(graph, cone, positions, aim, new Predictor());
    const passes: readonly (() => unknown)[] = [
      () => coneOf(graph, [root]),
      () => new ConePositions(cone).of(root),
      () => sensitivities(graph, cone, positions, root, -100).ofNode,
      () => firstDoubt(graph, cone, false),
      () => firstJump(graph, cone),
      () => wave().queued,
    ];
    const before = passes.map((pass) => pass());
    let looks = 0;
    setStop(() => ++looks > 0);
    try {
      for (const pass of passes) expect(pass).toThrow(Interrupted);
    } finally {
      setStop(undefined);
    }
    expect(looks).toBe(passes.length);
    expect(passes.map((pass) => pass())).toEqual(before);
    const begun = wave();
    setStop(() => true);
    try {
      expect(() => {
        begun.start();
      }).toThrow(Interrupted);
    } finally {
      setStop(undefined);
    }
    const again = wave();
    again.start();
    expect(again.queued).toBe(300);
  });
});
