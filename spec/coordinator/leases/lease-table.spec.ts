import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LeaseTable } from '#lib/coordinator/leases/lease-table.js';
import type { OpenLease } from '#lib/coordinator/leases/lease-table.js';
import { runs } from '#spec/support/effort.js';
import { World } from '#spec/support/world.js';

const entry = (table: LeaseTable, node: number): OpenLease => ({
  lease: { id: table.nextId(), node, stamp: { version: 0, nanoseconds: 0 } } as OpenLease['lease'],
  operation: 1,
  message: table.nextId(),
  slot: { id: 0, kind: 'inline' },
  issuedAt: 0,
  heardAt: 0,
  hedgeDelay: Infinity,
  class: 'normal',
  priority: 5,
  preempted: false,
  stopping: false,
  favoured: false,
});

describe('the table of leases', () => {
  it('knows which are out, of all and of each node, and takes each out once', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(4))), (moves) => {
        const table = new LeaseTable();
        const out: OpenLease[] = [];
        const ids = new Set<number>();
        for (const [open, n] of moves) {
          if (open || out.length === 0) {
            const made = entry(table, n);
            table.open(made);
            out.push(made);
            ids.add(made.lease.id);
          } else {
            const [gone] = out.splice(n % out.length, 1);
            const later = { ...gone!.lease, stamp: { version: 0, nanoseconds: 1 } };
            expect(table.close(later)).toBeUndefined();
            expect(table.close(gone!.lease)).toBe(gone);
            expect(table.close(gone!.lease)).toBeUndefined();
          }
          expect(table.size).toBe(out.length);
          expect([...table.entries()]).toEqual(out);
          for (let node = 0; node < 5; node++) {
            const ofNode = out.filter(({ lease }) => lease.node === node);
            expect(table.of(node)).toEqual(ofNode);
            expect(table.has(node)).toBe(ofNode.length > 0);
          }
          for (const id of ids)
            expect(table.find(id)).toBe(out.find(({ lease }) => lease.id === id));
        }
        expect(table.counts.issued).toBe(ids.size);
      }),
      { numRuns: runs(300) },
    );
  });
});

describe('results that have come back', () => {
  it('are committed in the order in which they came, each at once and once', () => {
    const world = new World();
    const leaves = [3n, 7n, 11n].map((d) => world.leaf('leaper', 1n, d));
    world.admit(world.node('add', leaves), { bits: 60 });
    const { coordinator, host, graph } = world;
    const slots = [0, 1, 2].map((id) => ({ id, kind: 'inline' as const }));
    const { run } = coordinator.poll(slots, 0);
    expect(run).toHaveLength(3);
    // The last one issued is the first one back.
    const committed = [...run].reverse().map(({ lease }, i) => {
      coordinator.settle(lease, host.run(lease, { stopRequested: () => false }), i + 1);
      coordinator.settle(lease, host.run(lease, { stopRequested: () => false }), i + 1);
      return graph.versionOf(lease.node);
    });
    expect(committed).toEqual([1, 1, 1]);
    const ended = coordinator
      .poll([], 4)
      .events.flatMap((event) => (event.type === 'lease-ended' ? [[event.lease, event.end]] : []));
    expect(ended).toEqual([...run].reverse().map(({ lease }) => [lease.id, 'committed']));
    expect(coordinator.openLeases).toBe(0);
  });
});
