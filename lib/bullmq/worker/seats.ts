/**
 * The seats of a worker: threads or processes, each of which runs one lease at a time.
 *
 * Laws
 * 1. No step runs on the event loop of the worker, which renews the locks of its jobs.
 * 2. A seat whose host has ended, or was ended as its step did not stop or took all memory, is replaced by its next lease.
 * 3. A lease goes to the free seat where its node ran last, so what that seat keeps beside states is there again.
 */
import type { Lease } from '../../coordinator/leases/lease.js';
import type { Execution } from '../../coordinator/leases/port.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { RecentMap } from '../../exact/recent-map.js';
import { ProcessContext } from '../../execution/contexts/process.js';
import type { RemoteContext } from '../../execution/contexts/remote-context.js';
import { IsolateContext } from '../../execution/contexts/thread.js';

/** Where the steps of a worker run. */
export type SeatKind = 'process' | 'thread';

/** Nodes whose last seat is known. */
const MOST_NODES = 4096;

export class Seats {
  readonly #open: (index: number) => RemoteContext;
  readonly #contexts: (RemoteContext | undefined)[];
  readonly #busy: boolean[];
  /** The index of the seat in which a node of a session ran last. */
  readonly #last = new RecentMap<string, number>(MOST_NODES);
  #waiting: (() => void)[] = [];

  /** @param modules - the addresses of the modules that steps may load. */
  constructor(count: number, kind: SeatKind, modules: readonly string[]) {
    this.#contexts = Array.from({ length: count });
    this.#busy = Array.from({ length: count }, () => false);
    this.#open = (index) => {
      const name = `seat ${String(index + 1)}`;
      return kind === 'process'
        ? new ProcessContext({ name, modules })
        : new IsolateContext({ name, modules });
    };
  }

  get count(): number {
    return this.#busy.length;
  }

  get busy(): number {
    return this.#busy.filter(Boolean).length;
  }

  /** Starts all hosts ahead of the first leases. */
  async start(): Promise<void> {
    await Promise.all(this.#busy.map((_, index) => this.#contextAt(index).start()));
  }

  /** Runs a lease once a seat is free; there are as many seats as jobs at once, so that is soon. */
  async run(
    lease: Lease,
    report: ((bounds: Enclosure) => void) | undefined,
    started: (execution: Execution) => void,
  ): ReturnType<() => Execution['settled']> {
    const node = `${lease.incarnation} ${String(lease.node)}`;
    let index = this.#choose(node);
    while (index < 0) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
      index = this.#choose(node);
    }
    this.#busy[index] = true;
    this.#last.set(node, index);
    try {
      const execution = this.#contextAt(index).execute(lease, report);
      started(execution);
      return await execution.settled;
    } finally {
      this.#busy[index] = false;
      for (const resolve of this.#waiting.splice(0)) resolve();
    }
  }

  async end(): Promise<void> {
    await Promise.all(
      this.#contexts.map((context) => context?.terminate('the worker ends') ?? Promise.resolve()),
    );
  }

  #choose(node: string): number {
    const last = this.#last.get(node);
    return last !== undefined && this.#busy[last] === false ? last : this.#busy.indexOf(false);
  }

  #contextAt(index: number): RemoteContext {
    let context = this.#contexts[index];
    if (context?.alive !== true) this.#contexts[index] = context = this.#open(index);
    return context;
  }
}
