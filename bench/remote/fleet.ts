/** A Redis, workers in processes of their own, and a client, for the bench of fleets. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { BullContext } from 'pincer/bullmq';
import type { BullWorkerOptions } from 'pincer/bullmq';
import type { Execution, Lease } from 'pincer/execution';
import type { Refiner } from 'pincer/refiner';
import { RedisServer } from '#spec/support/redis.js';

const KEY = 'the key of a fleet that a bench makes and ends';
/** Milliseconds: the lock of a job, and how often a client looks. */
export const LOCK = 2000;
export const CHECK = 1000;

let leases = 0;

/** A lease of one step, as a session cuts it. */
export function leaseOf(
  { name, version, module }: Pick<Refiner, 'name' | 'version' | 'module'>,
  amount: number,
): Lease {
  const id = ++leases;
  return {
    ...{ id, incarnation: 'bench', node: id, epoch: 0, attempt: 0, predictedCost: 1000 },
    stamp: { version: 0, nanoseconds: id },
    refiner: { name, version, module: module!.href },
    ...{ params: { amount, nonce: id }, state: null, bounds: { kind: 'all' }, inputs: [] },
    ...{ demand: { width: -20 }, quantum: { steps: 1 } },
  };
}

export class BenchFleet implements AsyncDisposable {
  readonly redis: RedisServer;
  readonly #check: number;
  readonly #children = new Set<ChildProcess>();
  readonly #contexts: BullContext[] = [];

  /** @param more - further arguments of the server. */
  constructor(more: readonly string[] = [], checkMilliseconds = CHECK) {
    this.redis = new RedisServer(more);
    this.#check = checkMilliseconds;
  }

  async start(): Promise<this> {
    await this.redis.start();
    return this;
  }

  get #common() {
    return { connection: this.redis.connection, checkMilliseconds: this.#check };
  }

  async worker(options: Partial<BullWorkerOptions> = {}): Promise<ChildProcess> {
    const modules = [fileURLToPath(new URL('loads.js', import.meta.url))];
    const all = {
      ...{ ...this.#common, lockMilliseconds: LOCK, seats: 1, isolation: 'thread' },
      ...{ modules, ...options, key: KEY },
    };
    return this.#child('worker', all);
  }

  /** A client in a process of its own. */
  clientChild(): Promise<ChildProcess> {
    return this.#child('client', { ...this.#common, key: KEY });
  }

  async #child(program: string, options: object): Promise<ChildProcess> {
    const file = fileURLToPath(new URL(`${program}.js`, import.meta.url));
    const child = spawn(process.execPath, [file, JSON.stringify(options)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#children.add(child);
    await once(child.stdout, 'data');
    return child;
  }

  async kill(child: ChildProcess): Promise<void> {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    this.#children.delete(child);
  }

  /** Lets a worker drain. */
  async drain(child: ChildProcess): Promise<void> {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
    this.#children.delete(child);
  }

  /** A client that sees so many seats. */
  async client(seats: number, leasesPerSeat = 2): Promise<BullContext> {
    const context = new BullContext({
      ...{
        ...this.#common,
        key: Buffer.from(KEY),
        leasesPerSeat,
        capacity: 1000,
        onWarning: () => undefined,
      },
    });
    this.#contexts.push(context);
    while ((await context.ready()).seats < seats);
    return context;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#contexts.map((context) => context.terminate('the bench is over')));
    await Promise.all([...this.#children].map((child) => this.kill(child)));
    await this.redis[Symbol.asyncDispose]();
  }
}

/** Starts a lease that goes on until it is stopped; resolves once it runs. */
export async function started(context: BullContext, lease: Lease): Promise<Execution> {
  let execution: Execution | undefined;
  await new Promise<void>((resolve) => {
    execution = context.execute(lease, () => {
      resolve();
    });
  });
  return execution!;
}
