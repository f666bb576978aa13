import { platform } from '#platform';
import type { Call, Connection, ConnectionEvents } from './connection.js';
import type { HostLink, ProcessOptions as LinkOptions } from './platform.js';
import { RemoteContext, type RemoteOptions } from './remote-context.js';
import type { FromProcess, ToProcess } from './worker/process-wire.js';

/** What a {@link ProcessContext} is made with. */
export interface ProcessOptions extends Partial<RemoteOptions> {
  /** What the heap of the steps may hold, in MiB. 512 by default. */
  readonly maxOldGenerationSizeMb?: number;
}

/**
 * A child process, with an empty environment and a heap of limited size; it ends when its parent
 * does. Whatever a step does to its process, the parent lives. This confines crashes and memory; it
 * is no sandbox: a step may read files and open connections as the parent may. Node only.
 */
export class ProcessContext extends RemoteContext {
  constructor({ maxOldGenerationSizeMb = 512, ...options }: ProcessOptions = {}) {
    const remote = { name: 'process', capacity: 1, ...options };
    super('process', remote, (events) => {
      const { name, capacity } = remote;
      return new ProcessConnection({ name, capacity, maxOldGenerationSizeMb }, events);
    });
  }
}

class ProcessConnection implements Connection {
  readonly ready: Promise<void>;
  readonly #process: HostLink;
  readonly #waiting = new Map<number, (answer: unknown) => void>();

  constructor(options: LinkOptions, events: ConnectionEvents) {
    let greet: () => void;
    this.ready = new Promise((resolve) => {
      greet = resolve;
    });
    this.#process = platform.openProcess(options, {
      message: (data) => {
        const message = data as FromProcess;
        switch (message.type) {
          case 'ready':
            greet();
            break;
          case 'settled':
            // Its thread is gone, and with it every other lease.
            if (message.settlement.kind === 'lost') events.ended(message.settlement.reason);
            this.#waiting.get(message.call)?.(message.settlement);
            this.#waiting.delete(message.call);
            break;
          case 'pincer-report':
            events.report(message.call, message.bounds);
            break;
        }
      },
      ended: (reason) => {
        events.ended(reason);
      },
    });
  }

  /** Sent at once: the channel keeps messages until the child listens. */
  call({ number, lease, reporting }: Call): Promise<unknown> {
    return new Promise((resolve) => {
      this.#post({ type: 'run', call: number, lease, reporting });
      this.#waiting.set(number, resolve);
    });
  }

  stop({ number }: Call): void {
    this.#post({ type: 'stop', call: number });
  }

  hold(): void {
    this.#process.hold();
  }

  release(): void {
    this.#process.release();
  }

  end(): Promise<void> {
    return this.#process.terminate();
  }

  #post(message: ToProcess): void {
    this.#process.post(message);
  }
}
