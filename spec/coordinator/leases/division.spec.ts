/** Steps that are divided, in every order in which their parts can come back. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { placementByPrior } from '#lib/coordinator/leases/prior-placement.js';
import type { Lease, Settlement } from '#lib/coordinator/leases/lease.js';
import type { OperationId } from '#lib/coordinator/operations/request.js';
import type { Slot } from '#lib/coordinator/leases/port.js';
import { containsRational } from '#lib/exact/enclosure/enclosure.js';
import { rational } from '#lib/exact/rational.js';
import type { NodeId } from '#lib/graph/node.js';
import { runs } from '#spec/support/effort.js';
import { explore } from '#spec/support/schedules/schedule-explorer.js';
import type { Scene } from '#spec/support/schedules/schedule-explorer.js';
import { World } from '#spec/support/world.js';
import type { Run } from '#lib/coordinator/transitions/lease-issuer.js';

const twoSevenths = rational(2n, 7n);

/** Every step that leaves a slot free may be divided. */
function dividing(): World {
  const placement = placementByPrior({ remote: () => true });
  return new World({ placement: { ...placement, divides: (_cost, free) => free.length > 0 } });
}

interface Played {
  readonly world: World;
  readonly operation: OperationId;
  readonly root: NodeId;
}

/** @param ends - how the request may end: one whose steps are lost too often is rejected. */
function scene(
  meanwhile?: (played: Played, now: number) => void,
  ends = ['met:null'],
): () => Scene {
  return () => {
    const world = dividing();
    const root = world.leaf('divided', 2n, 7n);
    const operation = world.admit(root, { bits: 60 });
    const { coordinator, graph } = world;
    return {
      world,
      check: () => {
        expect(containsRational(graph.boundsOf(root), twoSevenths)).toBe(true);
      },
      ...(meanwhile && { meanwhile: (now: number) => meanwhile({ world, operation, root }, now) }),
      end: (outcomes) => {
        const { status, reason } = outcomes.get(operation)!;
        expect(ends).toContain(`${status}:${String(reason)}`);
        const { issued, committed, stale, stopped, failed, lost } = coordinator.leaseCounts;
        expect(committed + stale + stopped + failed + lost).toBe(issued);
        expect(coordinator.openLeases + coordinator.activeOperations).toBe(0);
      },
    };
  };
}

/** Plays a world to its end, each lease answered at once; returns the leases in their order. */
function played(world: World, settle: (lease: Lease) => Settlement): Lease[] {
  const leases: Lease[] = [];
  const slots: Slot[] = [0, 1].map((id) => ({ id, kind: 'thread' }));
  for (let now = 0; now < 100; now++) {
    const { run } = world.coordinator.poll(slots, now);
    if (run.length === 0) return leases;
    for (const { lease } of run) {
      leases.push(lease);
      world.coordinator.settle(lease, settle(lease), now);
    }
  }
  throw new Error('not at an end');
}

const answered =
  ({ host }: World) =>
  (lease: Lease): Settlement =>
    host.run(lease, { stopRequested: () => false });

describe('a step that is divided', () => {
  it('is leased part by part, then once more with the values, as often as it asks', () => {
    const world = dividing();
    world.admit(world.leaf('divided', 2n, 7n), { bits: 60 });
    const leases = played(world, answered(world)).filter(({ demand }) => demand.width < 0);
    const shown = leases.map(({ part, values, divisible }) =>
      part !== undefined ? part : [divisible === true, values?.length ?? 0],
    );
    expect(shown).toEqual([[true, 0], 0, 1, [true, 1], 2, 3, [true, 2]]);
    expect(new Set(leases.map(({ stamp }) => stamp.version)).size).toBe(1);
  });

  it('is leased whole where another request has a step for the slot that is left free', () => {
    const demanded = (values: number): (boolean | undefined)[] => {
      const world = dividing();
      for (let i = 0; i < values; i++)
        world.admit(world.leaf('divided', 2n, BigInt(7 + i)), { bits: 60 });
      return played(world, answered(world))
        .filter(({ demand, part }) => demand.width < 0 && part === undefined)
        .map(({ divisible }) => divisible);
    };
    expect(demanded(1)[0]).toBe(true);
    expect(demanded(2)[0]).toBeUndefined();
  });

  it('ends as it would have ended alone, in whichever order its parts come back', () => {
    expect(explore(scene(), { leases: 2, kind: 'thread' })).toBeGreaterThan(2);
  });

  it('is leased whole where a part is lost or stopped, and ends', () => {
    // A request that has lost six steps ends by its budget of retries.
    const fates = fc
      .array(
        fc.record({
          which: fc.nat(7),
          comes: fc.constantFrom('answer', 'answer', 'answer', 'lost', 'stopped'),
        }),
        { maxLength: 12 },
      )
      .filter((turns) => turns.filter(({ comes }) => comes === 'lost').length < 6);
    fc.assert(
      fc.property(fates, (turns) => {
        const world = dividing();
        const { coordinator } = world;
        const operation = world.admit(world.leaf('divided', 2n, 7n), { bits: 60 });
        const free: Slot[] = [0, 1].map((id) => ({ id, kind: 'thread' }));
        const out: Run[] = [];
        let wasLost = false;
        for (let now = 0; now < 60; now++) {
          const { run, outcomes } = coordinator.poll([...free], now);
          for (const each of run) {
            if (wasLost) expect(each.lease.divisible).toBeUndefined();
            free.splice(free.indexOf(each.slot), 1);
            out.push(each);
          }
          const outcome = outcomes.find((one) => one.operation === operation);
          if (outcome !== undefined) {
            expect(outcome.status).toBe('met');
            return;
          }
          const { which, comes } = turns[now] ?? { which: 0, comes: 'answer' };
          const [{ slot, lease }] = out.splice(which % out.length, 1) as [Run];
          free.push(slot);
          if (comes === 'lost') wasLost = true;
          const settlement: Settlement =
            comes === 'lost'
              ? { kind: 'lost', reason: 'chosen' }
              : comes === 'stopped'
                ? { kind: 'stopped' }
                : answered(world)(lease);
          if (settlement.kind === 'result') wasLost = false;
          coordinator.settle(lease, settlement, now);
        }
        throw new Error('not at an end');
      }),
      { numRuns: runs(200) },
    );
  });

  it('leaves nothing behind where nobody wants it any more', () => {
    const aborted = explore(
      scene(
        ({ world, operation }, now) => {
          world.coordinator.interrupt(operation, 'aborted', now);
        },
        ['met:null', 'partial:aborted'],
      ),
      { leases: 2, kind: 'thread' },
    );
    expect(aborted).toBeGreaterThan(5);
  });

  it('serves a request that comes while its parts are out', () => {
    const orders = explore(
      scene(({ world, root }, now) => void world.admit(root, { bits: 50 }, {}, now)),
      { leases: 2, kind: 'thread' },
    );
    expect(orders).toBeGreaterThan(5);
  });

  it('fails where a part fails', () => {
    const world = dividing();
    const operation = world.admit(world.leaf('divided', 2n, 7n), { bits: 60 });
    const error = { name: 'DomainError', message: 'no such digit' };
    const slots: Slot[] = [0, 1].map((id) => ({ id, kind: 'thread' }));
    for (let now = 0; now < 20; now++) {
      const { run, outcomes } = world.coordinator.poll(slots, now);
      const outcome = outcomes.find((one) => one.operation === operation);
      if (outcome !== undefined) {
        expect(outcome).toMatchObject({ status: 'error' });
        return;
      }
      for (const { lease } of run) {
        const failed: Settlement = { kind: 'failed', error };
        const whole = answered(world);
        world.coordinator.settle(lease, lease.part === 1 ? failed : whole(lease), now);
      }
    }
    throw new Error('not at an end');
  });

  it('is not divided where no slot would idle', () => {
    const world = dividing();
    world.admit(world.leaf('divided', 2n, 7n), { bits: 60 });
    const slots: Slot[] = [{ id: 0, kind: 'thread' }];
    for (let now = 0; now < 20; now++) {
      const { run } = world.coordinator.poll(slots, now);
      for (const { lease } of run) {
        expect(lease.divisible).toBeUndefined();
        world.coordinator.settle(lease, answered(world)(lease), now);
      }
    }
    expect(world.coordinator.activeOperations).toBe(0);
  });
});
