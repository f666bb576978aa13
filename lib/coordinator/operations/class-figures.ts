import type { Nanoseconds } from '../time.js';
import type { OperationClass } from './request.js';

/** How the requests of a class have fared, those that have ended. */
export interface ClassFigures {
  readonly ended: number;
  /** How many ended by their deadline or timeout. */
  readonly missedDeadlines: number;
  /** The mean time from admission to the first step, in milliseconds; null where none has taken a step. */
  readonly waiting: number | null;
  /** Steps per second of the time between admission and end, over all; null where that time is zero. */
  readonly throughput: number | null;
  /**
   * The time that their steps computed over the time that they took: above 1 where steps run at once, below 1 where
   * requests wait. Null where no time was measured.
   */
  readonly speedUp: number | null;
}

/** What one request adds. */
export interface EndedFigures {
  readonly missed: boolean;
  /** Undefined without a step. */
  readonly waiting: Nanoseconds | undefined;
  readonly elapsed: Nanoseconds;
  readonly computed: Nanoseconds;
  readonly steps: number;
}

interface Sums {
  ended: number;
  missed: number;
  begun: number;
  waiting: Nanoseconds;
  elapsed: Nanoseconds;
  computed: Nanoseconds;
  steps: number;
}

/** Sums over the requests of each class. */
export class FiguresByClass {
  readonly #sums = new Map<OperationClass, Sums>();

  add(operationClass: OperationClass, ended: EndedFigures): void {
    const none = { ended: 0, missed: 0, begun: 0, waiting: 0, elapsed: 0, computed: 0, steps: 0 };
    const sums = this.#sums.get(operationClass) ?? none;
    this.#sums.set(operationClass, sums);
    sums.ended++;
    if (ended.missed) sums.missed++;
    if (ended.waiting !== undefined) {
      sums.begun++;
      sums.waiting += ended.waiting;
    }
    sums.elapsed += ended.elapsed;
    sums.computed += ended.computed;
    sums.steps += ended.steps;
  }

  /** Of the classes that requests have had. */
  get figures(): Partial<Record<OperationClass, ClassFigures>> {
    return Object.fromEntries(
      [...this.#sums].map(([operationClass, sums]) => [operationClass, figuresOf(sums)]),
    );
  }
}

function figuresOf({
  ended,
  missed,
  begun,
  waiting,
  elapsed,
  computed,
  steps,
}: Sums): ClassFigures {
  return {
    ended,
    missedDeadlines: missed,
    waiting: begun === 0 ? null : waiting / begun / 1e6,
    throughput: elapsed > 0 ? (steps / elapsed) * 1e9 : null,
    speedUp: elapsed > 0 && computed > 0 ? computed / elapsed : null,
  };
}
