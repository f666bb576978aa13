/**
 * A driver of one value: it polls the scheduler, gives leases to slots, and brings back what became of them.
 *
 * Laws
 * 1. While it is paused no lease is cut. What is out comes back and is taken in.
 * 2. A step is one settlement: one lease is cut where none is out, and the next settlement ends the step.
 * 3. Another number of digits is another goal on the same graph: what is proven stays proven.
 * 4. A lease whose worker is gone settles as lost, and the scheduler cuts it again.
 */
import { monotonicClock } from 'pincer/coordinator';
import type { Outcome, Slot } from 'pincer/coordinator';
import { createStepHost } from 'pincer/execution';
import type { Lease, Settlement, StepHost } from 'pincer/execution';
import { Late, missedLate } from '../late/late.js';
import type { Answer, Frame, Used } from '../protocol.js';
import type { Pace, Question } from '../question.js';
import { nextGoal } from './goals.js';
import { Leases } from './leases.js';
import { answerOf, Picture } from './picture.js';
import type { Scheduler } from './scheduler.js';
import { schedulerFor } from './schedulers.js';
import { drawnNodes } from './value.js';
import type { Value } from './value.js';
import type { Listener, Workers } from './workers.js';

/** How long the engine steps by itself before it reads its messages. */
const SLICE_MILLISECONDS = 8;
/** How long a goal that is met stays on the screen before the next one is asked for, at a growing pace. */
const HOLD_MILLISECONDS = 60;

/** What drives the driver. */
export interface RunEvents {
  /** There is something to draw. */
  changed(): void;
  /** Calls `act` after so many milliseconds. */
  later(act: () => void, milliseconds: number): ReturnType<typeof setTimeout>;
}

export class Run implements Listener {
  readonly incarnation: string;
  readonly value: Value;
  readonly #clock = monotonicClock();
  readonly #workers: Workers;
  readonly #events: RunEvents;
  readonly #scheduler: Scheduler;
  readonly #host: StepHost;
  readonly #picture: Picture;
  readonly #leases: Leases;
  readonly #drawn: readonly number[];
  #pace: Pace;
  #wanted: number;
  #goal = 0;
  #operation: number | undefined;
  #answer: Answer | undefined;
  /** What was used when the answer was there: leases that are still out then are nobody's. */
  #used: Used | undefined;
  #paused = false;
  #stepping = false;
  #over = false;
  /** The outcome of the last goal that was met while further goals are to come. */
  #reached: Outcome | undefined;
  /** Until the next poll, and until the next goal. */
  #pumpTimer: ReturnType<typeof setTimeout> | undefined;
  #goalTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    number: number,
    question: Question,
    value: Value,
    workers: Workers,
    events: RunEvents,
  ) {
    this.incarnation = `run ${String(number)}`;
    this.value = value;
    this.#pace = question.pace;
    this.#wanted = question.digits;
    this.#workers = workers;
    this.#events = events;
    this.#scheduler = schedulerFor(question.policy, value.graph, this.incarnation);
    this.#host = createStepHost(value.registry);
    this.#picture = new Picture(value);
    this.#leases = new Leases(this.#now());
    this.#drawn = drawnNodes(value).nodes.map(({ id }) => id);
  }

  begin(): void {
    this.#ask();
  }

  /** Asks for another number of digits, of the same graph. */
  ask(digits: number): void {
    if (digits === this.#wanted && this.#answer !== undefined) return;
    this.#wanted = digits;
    this.#leases.goalChanged();
    if (digits < this.#goal) this.#goal = 0;
    this.#ask();
  }

  pause(): void {
    this.#paused = true;
    clearTimeout(this.#goalTimer);
    this.#events.changed();
  }

  resume(): void {
    this.#paused = false;
    this.#stepping = false;
    this.#goOn();
  }

  /** Law 2. */
  step(): void {
    this.#paused = true;
    this.#stepping = true;
    this.#goOn();
  }

  /** Ends with what is proven so far. */
  stop(): void {
    clearTimeout(this.#goalTimer);
    this.#wanted = this.#goal;
    if (this.#operation !== undefined) this.#scheduler.interrupt(this.#operation, this.#now());
    else if (this.#reached !== undefined) this.#answer ??= answerOf(this.#goal, this.#reached);
    this.#pump();
  }

  /** It is replaced by another run. */
  end(): void {
    this.#over = true;
    clearTimeout(this.#pumpTimer);
    clearTimeout(this.#goalTimer);
  }

  settled(lease: Lease, settlement: Settlement): void {
    if (this.#over) return;
    const now = this.#now();
    this.#stepping = false;
    this.#scheduler.settle(lease, settlement, now);
    this.#leases.settled(lease, settlement, now);
    this.#pump();
  }

  changed(): void {
    this.#pump();
  }

  /** What has changed since the last frame. */
  frame(run: number): Frame {
    const done = this.#answer !== undefined;
    return {
      type: 'frame',
      run,
      now: this.#leases.milliseconds(this.#now()),
      state: done ? 'ended' : this.#paused ? 'paused' : 'running',
      goal: this.#goal,
      digits: this.#wanted,
      nodes: this.#picture.narrowed(this.#drawn),
      leases: this.#leases.takeMarks(),
      used: this.#used ?? this.#leases.usedBy(this.#now()),
      answer: this.#answer ?? this.#picture.soFar(this.#wanted),
    };
  }

  /** Goes on after a pause: with the next goal where the last one is met, else with its steps. */
  #goOn(): void {
    if (this.#operation === undefined && this.#answer === undefined) this.#ask();
    else this.#pump();
  }

  /** Asks for the next goal, and lets go of the one before. */
  #ask(): void {
    clearTimeout(this.#goalTimer);
    if (this.#operation !== undefined) this.#scheduler.interrupt(this.#operation, this.#now());
    this.#admit();
    this.#pump();
  }

  #admit(): void {
    this.#answer = undefined;
    this.#used = undefined;
    this.#goal = nextGoal(this.#pace, this.#goal, this.#wanted) ?? this.#wanted;
    this.#operation = this.#scheduler.admit(this.value.root, this.#goal, this.#now());
  }

  #pump(): void {
    if (this.#over) return;
    const until = performance.now() + SLICE_MILLISECONDS;
    // Each turn runs a step of the engine's own thread; the slice bounds their number.
    while (this.#poll()) {
      if (performance.now() < until) continue;
      this.#later(0);
      break;
    }
    this.#events.changed();
  }

  /** Polls once; true where it ran a step by itself, so that there may be more to do. */
  #poll(): boolean {
    const now = this.#now();
    const { run, stop, outcomes, events, wakeAt } = this.#scheduler.poll(this.#free(), now);
    this.#leases.happened(events);
    for (const lease of stop) this.#workers.stop(lease);
    for (const outcome of outcomes) this.#take(outcome);
    // A goal that is met without a lease is no step: the next one is asked for.
    if (this.#stepping && this.#operation === undefined && this.#answer === undefined) {
      this.#admit();
      return true;
    }
    let own = false;
    for (const { slot, lease } of run) {
      this.#leases.cut(slot, lease, now);
      if (slot.kind === 'inline') {
        own = true;
        this.#runHere(lease);
      } else this.#workers.send(slot, lease);
    }
    if (!own && wakeAt !== undefined) this.#later(Math.max(0, (wakeAt - now) / 1e6));
    return own;
  }

  /** The slots that the scheduler may use: none while it is paused, one for a step. */
  #free(): readonly Slot[] {
    const { free } = this.#workers;
    if (!this.#paused) return free;
    return this.#stepping && this.#leases.out === 0 ? free.slice(0, 1) : [];
  }

  #runHere(lease: Lease): void {
    const settlement = this.#host.run(lease, {
      stopRequested: () => false,
      now: () => performance.now(),
    });
    if (settlement.kind === 'failed' && missedLate()) throw new Late();
    const now = this.#now();
    this.#stepping = false;
    this.#scheduler.settle(lease, settlement, now);
    this.#leases.settled(lease, settlement, now);
  }

  #take(outcome: Outcome): void {
    if (outcome.operation !== this.#operation) return;
    this.#operation = undefined;
    if (outcome.status === 'met' && nextGoal(this.#pace, this.#goal, this.#wanted) !== undefined) {
      this.#reached = outcome;
      if (this.#paused) return;
      this.#goalTimer = this.#events.later(() => {
        this.#ask();
      }, HOLD_MILLISECONDS);
      return;
    }
    this.#answer = answerOf(this.#goal, outcome);
    this.#used = this.#leases.usedBy(this.#now());
  }

  #later(milliseconds: number): void {
    clearTimeout(this.#pumpTimer);
    this.#pumpTimer = this.#events.later(() => {
      this.#pump();
    }, milliseconds);
  }

  #now(): number {
    return this.#clock.nanoseconds();
  }
}
