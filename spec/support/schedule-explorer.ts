/**
 * Plays a scene in every order in which its leases can come back: at each point where several are out,
 * each of them is once the next to settle. A scene is played from its start for each order, so it has
 * to be deterministic; there is no thread and no sleep.
 */
import type { Lease, Settlement } from '#lib/coordinator/lease.js';
import type { OperationId, Outcome } from '#lib/coordinator/operation.js';
import type { Slot } from '#lib/coordinator/port.js';
import type { World } from './world.js';

export interface Scene {
  readonly world: World;
  /** Looks at the laws after every settlement. */
  readonly check: () => void;
  /** Looks at how it ended. */
  readonly end: (outcomes: ReadonlyMap<OperationId, Outcome>) => void;
}

/** What a lease that is out may come to. */
export type Come = 'answer' | 'lost' | 'answer-twice' | 'answer-when-lost';

export interface Exploration {
  /** Leases that are out at once. */
  readonly leases: number;
  /** What may become of each; an answer by default. */
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
  const { leases, comes = ['answer'], mostTurns = 1000 } = exploration;
  const { coordinator, host } = scene.world;
  const free: Slot[] = Array.from({ length: leases }, (_, id) => ({ id, kind: 'inline' }));
  const outcomes = new Map<OperationId, Outcome>();
  const widths: number[] = [];
  let out: { readonly slot: Slot; readonly lease: Lease }[] = [];
  for (let now = 0; now <= mostTurns; now++) {
    const poll = coordinator.poll(free, now);
    for (const outcome of poll.outcomes) outcomes.set(outcome.operation, outcome);
    for (const run of poll.run) {
      free.splice(free.indexOf(run.slot), 1);
      out.push(run);
    }
    if (out.length === 0) {
      scene.end(outcomes);
      return widths;
    }
    const choice = choices[widths.length] ?? 0;
    widths.push(out.length * comes.length);
    const next = out[Math.floor(choice / comes.length)]!;
    out = out.filter((run) => run !== next);
    free.push(next.slot);
    free.sort((a, b) => a.id - b.id);
    const come = comes[choice % comes.length]!;
    const settle = (settlement: Settlement): void => {
      coordinator.settle(next.lease, settlement, now);
      scene.check();
    };
    if (come === 'lost' || come === 'answer-when-lost')
      settle({ kind: 'lost', reason: 'the schedule says so' });
    if (come !== 'lost') settle(host.run(next.lease, { stopRequested: () => false }));
    if (come === 'answer-twice') settle(host.run(next.lease, { stopRequested: () => false }));
  }
  throw new Error(`explore: not at an end after ${String(mostTurns)} turns`);
}
