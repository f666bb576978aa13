/** When a wave writes to the graph. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Aim } from '#lib/coordinator/goals/aim.js';
import { Predictor } from '#lib/coordinator/wave/predictor.js';
import { Wave } from '#lib/coordinator/wave/wave.js';
import type { Graph } from '#lib/graph/graph.js';
import type { Cone } from '#lib/graph/cone.js';
import { runs } from '#spec/support/effort.js';
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
