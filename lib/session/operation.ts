/**
 * A handle on one operation of a session, by its number.
 *
 * Laws
 * 1. It keeps nothing of the operation alive. What it says of one that has ended is the record, while that is retained.
 * 2. `ended` resolves once, however the operation ends, and at once where it has ended.
 */
import type { OperationRecord } from '../coordinator/operations/operation-record.js';
import type { OperationId } from '../coordinator/operations/request.js';

/** What a handle does with its session. */
export interface OperationActions {
  readonly record: (id: OperationId) => OperationRecord | undefined;
  readonly ended: (id: OperationId) => Promise<void>;
  readonly cancel: (id: OperationId) => void;
  readonly raise: (id: OperationId, priority: number) => void;
  readonly reparent: (id: OperationId, parent: OperationId | undefined) => void;
}

/** One operation of a session; see {@link Session.operation}. */
export class OperationHandle {
  readonly id: OperationId;
  readonly #actions: OperationActions;

  /** @internal */
  constructor(id: OperationId, actions: OperationActions) {
    this.id = id;
    this.#actions = actions;
  }

  /** Where it stands; undefined where it ended so long ago that its record is gone. */
  get record(): OperationRecord | undefined {
    return this.#actions.record(this.id);
  }

  /** Resolves with its record when it has ended; undefined where that is gone. */
  get ended(): Promise<OperationRecord | undefined> {
    return this.#actions.ended(this.id).then(() => this.record);
  }

  /** Ends it as an abort does: with its best bounds. Does nothing where it has ended. */
  cancel(): void {
    this.#actions.cancel(this.id);
  }

  /**
   * Raises its own priority; a lower one than it has changes nothing. All that inherit from it are raised too.
   * @param priority - an integer from 1 to 10.
   * @throws CoordinatorError for another number.
   */
  raise(priority: number): void {
    this.#actions.raise(this.id, priority);
  }

  /**
   * Gives it another parent, or none: its priority and those of all below it follow.
   * @throws CoordinatorError for a parent that is not known, or that descends from it.
   */
  reparent(parent: OperationId | undefined): void {
    this.#actions.reparent(this.id, parent);
  }
}
