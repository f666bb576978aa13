import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { acceptState } from '#lib/coordinator/leases/belief.js';
import type { Lease } from '#lib/coordinator/leases/lease.js';
import { widthLog2 } from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import type { RefinerRecord } from '#lib/graph/columns/refiner-record.js';
import type { Graph } from '#lib/graph/graph.js';
import { runs } from '#spec/support/effort.js';
import { World } from '#spec/support/world.js';

/** A third within `2^-bits`. */
const third = (bits: number): Enclosure => ({
  kind: 'narrow',
  lo: (1n << BigInt(bits)) / 3n,
  width: 1,
  exp: -bits,
});

interface Accepting {
  readonly graph: Graph;
  readonly record: RefinerRecord;
  /** A result of so many steps with these bounds, for what is demanded. */
  readonly accept: (bits: number, steps: number, demand?: number) => void;
  readonly drop: () => void;
}

/** A node whose results are accepted one after the other, each of a lease of its present state. */
function accepting(): Accepting {
  const world = new World();
  const { graph } = world;
  const node = world.leaf('stepper', 1n, 3n);
  let id = 0;
  return {
    graph,
    record: graph.recordOf(node)!,
    accept: (bits, steps, demand = -500) => {
      const bounds = graph.boundsOf(node);
      const lease = { id: ++id, node, bounds, inputs: [], demand: { width: demand } };
      graph.narrow(node, third(bits));
      const result = { state: id, bounds: third(bits) };
      acceptState(graph, lease as unknown as Lease, result, steps, 0);
    },
    drop: () => {
      graph.dropState(node);
    },
  };
}

const moves = fc.array(fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 5 })), {
  minLength: 1,
  maxLength: 20,
});

describe('an accepted state', () => {
  it('notes what a step of it gained, and how many were idle in a row', () => {
    fc.assert(
      fc.property(moves, (list) => {
        const { graph, record, accept } = accepting();
        let [bits, idle, taken] = [4, 0, 0];
        accept(bits, 1);
        for (const [gain, steps] of list) {
          const before = widthLog2(graph.boundsOf(0));
          accept((bits += gain), steps);
          const gained = before - widthLog2(graph.boundsOf(0));
          expect(record.gain).toBeCloseTo(gained / steps, 9);
          idle = gained > 0 ? 0 : idle + 1;
          expect(record.idleSteps).toBe(idle);
          expect(record.steps).toBe((taken += steps) + 1);
        }
        expect(graph.versionOf(0)).toBe(list.length + 1);
      }),
      { numRuns: runs(100) },
    );
  });

  it('begins to count idle steps again where more is demanded than brought nothing before', () => {
    const { record, accept } = accepting();
    const idleAt = [-10, -10, -20, -20, -10].map((demand) => {
      accept(4, 1, demand);
      return record.idleSteps;
    });
    expect(idleAt).toEqual([0, 1, 1, 2, 3]);
  });

  it('catches up with what was dropped: step by step, or as soon as it narrows, and is not idle till then', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 8 }),
        fc.boolean(),
        (list, narrows) => {
          const { graph, record, accept, drop } = accepting();
          accept(40, 12);
          drop();
          let behind = 12;
          for (const steps of list) {
            expect(record.behind).toBe(behind);
            const wasBehind = behind > 0;
            accept(40, steps);
            behind = Math.max(0, behind - steps);
            if (wasBehind && behind > 0) expect(record.idleSteps).toBe(0);
          }
          expect(record.behind).toBe(behind);
          expect(graph.counts.rebuilds).toBe(behind === 0 ? 1 : 0);
          if (!narrows) return;
          accept(60, 1);
          expect(record.behind).toBe(0);
          expect(graph.counts.rebuilds).toBe(1);
        },
      ),
      { numRuns: runs(100) },
    );
  });
});
