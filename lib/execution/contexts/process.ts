import { platform } from '#platform';
import type { Call, Connection, ConnectionEvents } from './connection.js';
import type { HostLink, ProcessOptions as LinkOptions } from '../platform/platform.js';
import { checkNames } from '../../exact/options.js';
import { CONTEXT_OPTIONS, remoteOptions } from './context-options.js';
import type { ContextOptions } from './context-options.js';
import { RemoteContext } from './remote-context.js';
import { isPincerMessage } from './wire.js';
import type { FromHost, ToHost } from './wire.js';

/** What a {@link ProcessContext} is made with. */
export interface ProcessOptions extends ContextOptions {
  /** What the heap of the steps may hold, in MiB. 512 by default. */
  readonly maxOldGenerationSizeMb?: number | undefined;
}

/**
 * A child process with an empty environment and a heap of limited size. It ends when its parent ends. Nothing that a
 * step does to its process harms the parent. This confines crashes and memory. It is no sandbox: a step may read files
 * and open connections as the parent may. Node only.
 */
export class ProcessContext extends RemoteContext {
  constructor(options: ProcessOptions = {}) {
    checkNames('ProcessContext', options, [...CONTEXT_OPTIONS, 'maxOldGenerationSizeMb']);
    const { maxOldGenerationSizeMb = 512, modules } = options;
    const remote = remoteOptions('process', options);
    super('process', remote, (events) => {
      const { name, capacity } = remote;
      return new ProcessConnection({ name, capacity, maxOldGenerationSizeMb, modules }, events);
    });
  }
}

class ProcessConnection implements Connection {
  readonly ready: Promise<void>;
  readonly #process: HostLink;
  readonly #events: ConnectionEvents;

  constructor(options: LinkOptions, events: ConnectionEvents) {
    this.#events = events;
    let resolveReady: () => void;
    this.ready = new Promise((resolve) => {
      resolveReady = resolve;
    });
    this.#process = platform.openProcess(options, {
      message: (data) => {
        if (!isPincerMessage(data)) return;
        const message = data as FromHost;
        switch (message.type) {
          case 'pincer-ready':
            resolveReady();
            break;
          case 'pincer-settled': {
            const { call, settlement } = message;
            // The thread has ended, and every other lease is lost with it. If it ended while idle, no lease is blamed.
            if (settlement.kind === 'lost') events.ended(settlement.reason, settlement.blameless);
            else events.settled(call, settlement);
            break;
          }
          case 'pincer-ended':
            // The open leases have been answered before; one that has just been sent never began.
            events.ended(message.reason, true);
            break;
          case 'pincer-beat':
            events.beat(message.call);
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

  /** Sends at once, as the channel keeps messages until the child listens. */
  call({ number, signal, lease, reporting }: Call): void {
    try {
      this.#post({ type: 'pincer-lease', call: number, signal, lease, reporting });
    } catch (error) {
      this.#events.undelivered(number, error);
    }
  }

  stop({ number }: Call, from: number): void {
    this.#post({ type: 'pincer-stop', call: number, from });
  }

  beats(): number {
    return 0;
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

  #post(message: ToHost): void {
    this.#process.post(message);
  }
}
