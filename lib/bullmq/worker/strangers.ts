/**
 * What a worker does where all clients that are there are strangers: they have another key, or are of another version.
 * It takes no leases, as each would be one that it cannot read, in the place of a worker that can.
 */
import type { Worker } from 'bullmq';
import { MessageError } from '../../remote/errors.js';
import type { Census } from '../census.js';
import { reasonOf } from '../redis/connection.js';

export interface StrangersOptions {
  readonly clients: Census;
  /** Takes the leases; undefined before it is there. */
  readonly taker: () => Worker | undefined;
  readonly warn: (message: string) => void;
}

export class Strangers {
  readonly #options: StrangersOptions;

  constructor(options: StrangersOptions) {
    this.#options = options;
  }

  /** Heeds the heartbeats of clients as they were last read. */
  heed(): void {
    const { clients, warn } = this.#options;
    const taker = this.#options.taker();
    const areAll = clients.live.length === 0 && clients.strange !== undefined;
    if (taker === undefined || taker.isPaused() === areAll) return;
    if (areAll)
      warn(
        `the clients of this queue have another key, or are of another version of pincer, so this worker takes no leases: give clients and workers the same key file, and install the same version`,
      );
    // Neither is waited for: a pause lasts until what runs has ended.
    (areAll ? taker.pause() : taker.resume()).catch((error: unknown) => {
      warn(reasonOf(error));
    });
  }

  /** Heeds them once more where a lease was refused that may be of a stranger, before another is taken. */
  async suspect(error: unknown): Promise<void> {
    if (!(error instanceof MessageError) || !['code', 'protocol'].includes(error.fault)) return;
    try {
      await this.#options.clients.read();
      this.heed();
    } catch (failure) {
      this.#options.warn(reasonOf(failure));
    }
  }
}
