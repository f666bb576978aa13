/**
 * Plays a scene in every order in which its leases can come back: at each point where several are out,
 * each of them is once the next to settle. What happens once meanwhile, an abort or another request, is
 * tried at each point too. A scene is played from its start for each order, so it has to be
 * deterministic; there is no thread and no sleep.
 */
import type { Lease, LeaseId, Settlement } from '#lib/coordinator/leases/lease.js';
import type { OperationId, Outcome } from '#lib/coordinator/operations/request.js';
import type { Slot } from '#lib/coordinator/leases/port.js';
import type { World } from '../world.js';

export interface Scene {
  readonly world: World;
  /** Looks at the laws after every settlement; what an order shares with the one before is looked at once. */
  readonly check: () => void;
  /** Happens once, at any point. */
  readonly meanwhile?: (now: number) => void;
  /** Looks at how it ended. */
  readonly end: (outcomes: ReadonlyMap<OperationId, Outcome>) => void;
}

/** What a lease that is out may come to. */
export type Come = 'answer' | 'lost' | 'failed' | 'answer-twice' | 'answer-when-lost';

interface Out {
  readonly slot: Slot;
  readonly lease: Lease;
}

/** What may be next: the end of a lease, or what happens meanwhile. */
type Next = { readonly run: Out; readonly come: Come | 'stopped' } | 'meanwhile';

export interface Exploration {
  /** Leases that are out at once. */
  readonly leases: number;
  /** Where they run; on the calling thread by default. */
  readonly kind?: Slot['kind'];
  /** What may become of each; an answer by default. One that is told to stop may come back without. */
  readonly comes?: readonly Come[];
  /** No scene takes more settlements, and no exploration more orders: it throws beyond. */
  readonly mostTurns?: number;
  readonly mostOrders?: number;
}

/** @returns how many orders there are. */
export function explore(build: () => Scene, exploration: Exploration): number {
  const { mostOrders = 100_000 } = exploration;
  let choices: number[] = [];
  for (let orders = 1; orders <= mostOrders; orders++) {
    const widths = play(build(), choices, exploration);
    // The next order in the order of a dictionary: the last choice with another one left.
    let last = widths.length - 1;
    const taken = widths.map((_, turn) => choices[turn] ?? 0);
    while (last >= 0 && taken[last]! + 1 >= widths[last]!) last--;
    if (last < 0) return orders;
    choices = [...taken.slice(0, last), taken[last]! + 1];
  }
  throw new Error(`explore: more than ${String(mostOrders)} orders`);
}

/** Plays one order; returns how many choices there were at each turn. */
function play(scene: Scene, choices: readonly number[], exploration: Exploration): number[] {
  const { leases, kind = 'inline', comes = ['answer'], mostTurns = 1000 } = exploration;
  const { coordinator } = scene.world;
  const free: Slot[] = Array.from({ length: leases }, (_, id) => ({ id, kind }));
  const outcomes = new Map<OperationId, Outcome>();
  const widths: number[] = [];
  const told = new Set<LeaseId>();
  let out: Out[] = [];
  let { meanwhile } = scene;
  for (let now = 0; now <= mostTurns; now++) {
    const poll = coordinator.poll(free, now);
    for (const outcome of poll.outcomes) outcomes.set(outcome.operation, outcome);
    for (const lease of poll.stop) told.add(lease);
    for (const run of poll.run) {
      free.splice(free.indexOf(run.slot), 1);
      out.push(run);
    }
    const options = out.flatMap((run): Next[] => {
      const may: readonly (Come | 'stopped')[] = told.has(run.lease.id)
        ? [...comes, 'stopped']
        : comes;
      return may.map((come) => ({ run, come }));
    });
    if (meanwhile !== undefined) options.push('meanwhile');
    if (options.length === 0) {
      scene.end(outcomes);
      return widths;
    }
    const next = options[choices[widths.length] ?? 0]!;
    widths.push(options.length);
    // The order before had the same turns but for the last choice. The turn ahead of that is what the next is held against.
    const isNew = widths.length >= choices.length - 1;
    if (next === 'meanwhile') {
      meanwhile?.(now);
      meanwhile = undefined;
      if (isNew) scene.check();
      continue;
    }
    const { run, come } = next;
    out = out.filter((other) => other !== run);
    free.push(run.slot);
    free.sort((a, b) => a.id - b.id);
    for (const settlement of settlementsOf(scene.world, run.lease, come)) {
      coordinator.settle(run.lease, settlement, now);
      if (isNew) scene.check();
    }
  }
  throw new Error(`explore: not at an end after ${String(mostTurns)} turns`);
}

/** What a lease that comes to this is settled with, one after the other. */
function settlementsOf({ host }: World, lease: Lease, come: Come | 'stopped'): Settlement[] {
  const answer = (): Settlement => host.run(lease, { stopRequested: () => false });
  const lost: Settlement = { kind: 'lost', reason: 'the schedule says so' };
  switch (come) {
    case 'answer':
      return [answer()];
    case 'answer-twice':
      return [answer(), answer()];
    case 'answer-when-lost':
      return [lost, answer()];
    case 'lost':
      return [lost];
    case 'failed':
      return [{ kind: 'failed', error: { name: 'Error', message: 'the schedule says so' } }];
    case 'stopped':
      return [{ kind: 'stopped' }];
  }
}
