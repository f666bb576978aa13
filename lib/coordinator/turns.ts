/**
 * Whose turn it is: the order in which operations that have a step ready get a slot.
 *
 * Laws
 * 1. A higher priority goes first. Of one priority those go first whose deadline presses, the earliest
 *    first; then the one that was charged least (stride scheduling on cost, equal shares).
 * 2. Who has not begun within the expiry of its class goes before all others, once.
 * 3. A priority in which some operation has begun gets at least 1 lease in 16 while it has steps ready;
 *    and of those of one priority at least 1 in 16 goes by charge alone, whatever deadline presses.
 * 4. No turn is proportional to the number of operations.
 *
 * Stride scheduling: Waldspurger and Weihl, "Stride Scheduling: Deterministic Proportional-Share
 * Resource Management", 1995. Entries of the queues are lazy: one that is out of date is put back or
 * dropped when it comes to the top.
 */
import TinyQueue from 'tinyqueue';
import { remainingCost } from './forecast.js';
import type { Nanoseconds } from './lease.js';
import { MOST_PRIORITY } from './operation.js';
import type { Operation } from './operation.js';

/** One lease in so many is for those that would be passed over. */
const SERVICE_SHARE = 16;

/** The part of its expiry by which an operation may begin early. */
const MOST_EARLY = 1 / 8;

/** An operation in a queue. It keeps the entry that counts; any other is out of date. */
interface Entry {
  readonly operation: Operation;
  /** Changed only while it is in no queue. */
  key: number;
}

/** How an operation stands among the others; kept by {@link Turns} alone. */
export interface Standing {
  /** By when it is to begin. */
  readonly due: Nanoseconds;
  ready: boolean;
  /** Stands back for others of higher priority. */
  paused: boolean;
  /** What it was charged, counted from where it came in; negative before that. */
  charged: number;
  waiting: Entry | undefined;
  dated: Entry | undefined;
  newcomer: Entry | undefined;
  listed: boolean;
}

export function newStanding(due: Nanoseconds): Standing {
  return {
    due,
    ready: false,
    paused: false,
    charged: -1,
    waiting: undefined,
    dated: undefined,
    newcomer: undefined,
    listed: false,
  };
}

export interface Turn {
  readonly operation: Operation;
  /** Out of turn: others of higher priority stand back for one lease. */
  readonly favour: boolean;
  /** For the sake of its deadline. */
  readonly pressed: boolean;
}

type Queue = TinyQueue<Entry>;

const newQueue = (): Queue =>
  new TinyQueue<Entry>([], (a, b) => a.key - b.key || a.operation.id - b.operation.id);

/** The operations of one priority. */
class Level {
  /** By what they were charged. */
  readonly waiting = newQueue();
  /** By the time from which their deadline presses, and those that it presses by their deadline. */
  readonly dated = newQueue();
  readonly pressed = newQueue();
  /** Those that had a turn and may have been overtaken since, each once. */
  overtaken: Operation[] = [];
  /** What the one served last had been charged: where newcomers begin. */
  time = 0;
  /** How many have begun and not ended, and how many have a step ready. */
  begun = 0;
  ready = 0;
  /** Leases that went to other priorities since its last one. */
  passedOver = 0;
  /** Leases in a row that went to those whose deadline presses. */
  pressedRun = 0;
}

export class Turns {
  readonly #levels = Array.from({ length: MOST_PRIORITY + 1 }, () => new Level());
  /** Those that have not begun, by when they are to. */
  readonly #newcomers = newQueue();
  #lastCost = 0;

  /** The operation has steps that could run. */
  ready(operation: Operation, now: Nanoseconds): void {
    const { standing } = operation;
    if (standing.ready) return;
    const level = this.#level(operation);
    standing.ready = true;
    level.ready++;
    if (standing.charged < 0) standing.charged = level.time;
    // One that it left in the queue when it rested still counts.
    if (standing.waiting === undefined) this.#wait(operation);
    if (operation.deadline !== undefined) this.#date(operation, now);
    if (operation.started) this.#list(operation);
    else if (standing.newcomer === undefined) {
      standing.newcomer = { operation, key: standing.due };
      this.#newcomers.push(standing.newcomer);
    }
  }

  /** The operation has no step that could run now. */
  rest(operation: Operation): void {
    const { standing } = operation;
    if (!standing.ready) return;
    standing.ready = false;
    this.#level(operation).ready--;
  }

  ended(operation: Operation): void {
    this.rest(operation);
    if (operation.started) this.#level(operation).begun--;
  }

  /** Whose turn it is now; it stays ready. */
  next(now: Nanoseconds): Turn | undefined {
    const turn = this.#first(now);
    if (turn !== undefined) {
      const level = this.#level(turn.operation);
      level.time = Math.max(level.time, turn.operation.standing.charged);
    }
    return turn;
  }

  #first(now: Nanoseconds): Turn | undefined {
    const late = this.#firstNewcomer();
    if (late !== undefined) {
      // Some steps early: a slot may be free again only after one, which may cost more than the last.
      const { due } = late.standing;
      const early = Math.min(2 * this.#lastCost, (due - late.admitted) * MOST_EARLY);
      if (now + early >= due) return { operation: late, favour: true, pressed: false };
    }
    let first: Level | undefined;
    for (let priority = MOST_PRIORITY; priority > 0; priority--) {
      const level = this.#levels[priority]!;
      if (level.ready === 0) continue;
      if (first === undefined) first = level;
      else if (level.passedOver >= SERVICE_SHARE - 1) return this.#within(level, now, true);
    }
    return first === undefined ? undefined : this.#within(first, now, false);
  }

  /** The first lease was cut for an operation. */
  began(operation: Operation): void {
    operation.started = true;
    this.#level(operation).begun++;
  }

  /** An operation has used its turn for a lease of this predicted cost. */
  took({ operation, favour, pressed }: Turn, cost: number): void {
    const own = this.#level(operation);
    this.#lastCost = cost;
    if (!favour) operation.standing.paused = false;
    this.#list(operation);
    own.pressedRun = pressed ? own.pressedRun + 1 : 0;
    for (const level of this.#levels) {
      if (level === own || level.ready === 0 || level.begun === 0) level.passedOver = 0;
      else level.passedOver++;
    }
  }

  /** Charges for a step, or gives back where the charge is negative. */
  charge(operation: Operation, cost: number): void {
    const { standing } = operation;
    if (standing.charged < 0) standing.charged = this.#level(operation).time;
    standing.charged = Math.max(0, standing.charged + cost);
    // The key of an entry is a lower bound: where the charge falls it is entered anew.
    if (standing.waiting !== undefined && standing.charged < standing.waiting.key)
      this.#wait(operation);
  }

  /** Changes the priority of an operation; how far it is ahead of or behind its equals stays. */
  reprioritise(operation: Operation, priority: number, now: Nanoseconds): void {
    const { standing } = operation;
    const { ready } = standing;
    const before = this.#level(operation);
    this.rest(operation);
    operation.priority = priority;
    const after = this.#level(operation);
    if (operation.started) {
      before.begun--;
      after.begun++;
    }
    standing.waiting = undefined;
    standing.dated = undefined;
    standing.listed = false;
    if (standing.charged >= 0) {
      standing.charged = Math.max(0, standing.charged - before.time + after.time);
    }
    if (ready) this.ready(operation, now);
  }

  /** The highest priority with a step ready; 0 for none. */
  get highest(): number {
    let priority = MOST_PRIORITY;
    while (priority > 0 && this.#levels[priority]!.ready === 0) priority--;
    return priority;
  }

  /** Whether an operation of lower priority is under way. */
  hasBegunBelow(priority: number): boolean {
    for (let lower = 1; lower < priority; lower++) if (this.#levels[lower]!.begun > 0) return true;
    return false;
  }

  /** The first in turn among those of a priority that has a step ready. */
  firstOf(priority: number, now: Nanoseconds): Operation {
    return this.#within(this.#levels[priority]!, now, false).operation;
  }

  /** Takes out those of lower priority that were under way, have a step ready, and are not paused. */
  takeOvertaken(priority: number): Operation[] {
    const overtaken: Operation[] = [];
    for (let lower = 1; lower < priority; lower++) {
      const level = this.#levels[lower]!;
      for (const operation of level.overtaken) {
        operation.standing.listed = false;
        if (operation.priority === lower && operation.standing.ready) overtaken.push(operation);
      }
      level.overtaken = [];
    }
    return overtaken.filter(({ standing }) => !standing.paused);
  }

  #level(operation: Operation): Level {
    return this.#levels[operation.priority]!;
  }

  #list(operation: Operation): void {
    const { standing } = operation;
    if (standing.listed || standing.paused) return;
    standing.listed = true;
    this.#level(operation).overtaken.push(operation);
  }

  #wait(operation: Operation): void {
    const entry = { operation, key: operation.standing.charged };
    operation.standing.waiting = entry;
    this.#level(operation).waiting.push(entry);
  }

  #firstNewcomer(): Operation | undefined {
    for (let top = this.#newcomers.peek(); top !== undefined; top = this.#newcomers.peek()) {
      const { operation } = top;
      if (operation.standing.ready && !operation.started) return operation;
      // Entered again when it is ready again.
      operation.standing.newcomer = undefined;
      this.#newcomers.pop();
    }
    return undefined;
  }

  #within(level: Level, now: Nanoseconds, favour: boolean): Turn {
    const pressed = level.pressedRun < SERVICE_SHARE - 1 ? this.#pressed(level, now) : undefined;
    if (pressed !== undefined) return { operation: pressed, favour, pressed: true };
    for (;;) {
      // Each ready operation of the level has an entry that counts.
      const top = level.waiting.peek()!;
      const { operation } = top;
      const { standing } = operation;
      const counts = standing.waiting === top;
      if (counts && standing.ready && top.key >= standing.charged) {
        return { operation, favour, pressed: false };
      }
      level.waiting.pop();
      if (!counts) continue;
      if (standing.ready) {
        top.key = standing.charged;
        level.waiting.push(top);
      } else {
        standing.waiting = undefined;
      }
    }
  }

  /** The one with the earliest deadline of those with less time left than twice what they still cost. */
  #pressed(level: Level, now: Nanoseconds): Operation | undefined {
    for (
      let top = current(level.dated);
      top !== undefined && top.key <= now;
      top = current(level.dated)
    ) {
      level.dated.pop();
      const { operation } = top;
      const from = pressingFrom(operation);
      const queue = from > now ? level.dated : level.pressed;
      const entry = { operation, key: from > now ? from : operation.deadline! };
      operation.standing.dated = entry;
      queue.push(entry);
    }
    return current(level.pressed)?.operation;
  }

  /** Enters an operation with a deadline, where it has no entry or one that is much too late. */
  #date(operation: Operation, now: Nanoseconds): void {
    const { standing } = operation;
    if (standing.dated !== undefined && standing.dated.key === operation.deadline) return;
    const key = Math.max(now, pressingFrom(operation));
    if (standing.dated !== undefined && key - now > (standing.dated.key - now) / 2) return;
    standing.dated = { operation, key };
    this.#level(operation).dated.push(standing.dated);
  }
}

/** The first entry that counts, of an operation that is ready; those before it are dropped. */
function current(queue: Queue): Entry | undefined {
  for (let top = queue.peek(); top !== undefined; top = queue.peek()) {
    const { standing } = top.operation;
    if (standing.dated === top) {
      if (standing.ready) return top;
      standing.dated = undefined;
    }
    queue.pop();
  }
  return undefined;
}

/** From when on the slack, the time left less what it still costs, is shorter than what it still costs. */
function pressingFrom(operation: Operation): Nanoseconds {
  return (operation.deadline ?? Infinity) - 2 * remainingCost(operation);
}
