/** The memory that a context shares with its host: two numbers per call in flight. */

const PER_CALL = 2;

/**
 * Laws
 * 1. The stop of a call is 0, or 1 more than the position in its chain, from 0, of the first lease that is to stop. The
 *    context writes it, the host reads it.
 * 2. The beats of a call count how often its host has read the stop. The host adds to them, the context reads them: a
 *    call whose beats rise is computed, one whose beats stand still may hang.
 */
export class CallSignals {
  /** What travels to the host. */
  readonly memory: Int32Array;

  /** @param memory - from {@link CallSignals.memory} of the context; zeros at first. */
  constructor(memory: Int32Array) {
    this.memory = memory;
  }

  /** In memory that threads can share. */
  static shared(capacity: number): CallSignals {
    const bytes = PER_CALL * capacity * Int32Array.BYTES_PER_ELEMENT;
    return new CallSignals(new Int32Array(new SharedArrayBuffer(bytes)));
  }

  /** A new call takes the place of an old one. */
  reset(index: number): void {
    Atomics.store(this.memory, PER_CALL * index, 0);
    Atomics.store(this.memory, PER_CALL * index + 1, 0);
  }

  stop(index: number, from: number): void {
    Atomics.store(this.memory, PER_CALL * index, from + 1);
  }

  /** Stops every call as a whole. */
  stopAll(): void {
    for (let at = 0; at < this.memory.length; at += PER_CALL) Atomics.store(this.memory, at, 1);
  }

  /** The position of the first lease that is to stop; Infinity for none. Counts a beat. */
  readStop(index: number): number {
    Atomics.add(this.memory, PER_CALL * index + 1, 1);
    const stop = Atomics.load(this.memory, PER_CALL * index);
    return stop === 0 ? Infinity : stop - 1;
  }

  /** How often the host has read the stop of the present call; it wraps around at 2^32. */
  beats(index: number): number {
    return Atomics.load(this.memory, PER_CALL * index + 1);
  }
}
