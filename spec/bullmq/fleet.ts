/** A Redis with workers and clients, for the specs of a file; all of it ends with the file. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { BullContext } from '#lib/bullmq/client/bull-context.js';
import type { BullOptions } from '#lib/bullmq/client/client-options.js';
import { BullWorker } from '#lib/bullmq/worker/bull-worker.js';
import type { BullWorkerOptions } from '#lib/bullmq/worker/worker-options.js';
import { RedisServer } from '#spec/support/redis.js';

export const KEY = 'a key of a fleet that specs make and end';
const modules = [
  fileURLToPath(new URL('../execution/refiners/halving.js', import.meta.url)),
  fileURLToPath(new URL('../execution/refiners/misbehaving.js', import.meta.url)),
  fileURLToPath(new URL('../execution/refiners/keeper.js', import.meta.url)),
];

/** A child process that has said that it is ready. */
export interface Child {
  readonly process: ChildProcess;
  readonly gone: Promise<unknown>;
  /** What it has written so far. */
  readonly output: () => string;
}

export class Fleet {
  readonly redis: RedisServer;
  readonly #contexts: BullContext[] = [];
  readonly #workers: BullWorker[] = [];
  readonly #children: Child[] = [];
  readonly warnings: string[] = [];

  constructor(more: readonly string[] = [], user: object = {}) {
    this.redis = new RedisServer(more, user);
  }

  async start(): Promise<this> {
    await this.redis.start();
    return this;
  }

  get #common() {
    return { connection: this.redis.connection, checkMilliseconds: 300 };
  }

  client(options: Partial<BullOptions> = {}): BullContext {
    const context = new BullContext({
      ...this.#common,
      onWarning: (message) => this.warnings.push(message),
      ...(options.insecure === true ? {} : { key: Buffer.from(KEY) }),
      ...options,
    });
    this.#contexts.push(context);
    return context;
  }

  /** A worker in this process, with one thread unless the options say otherwise. */
  async worker(options: Partial<BullWorkerOptions> = {}): Promise<BullWorker> {
    const worker = new BullWorker({
      ...{ ...this.#common, ...this.#workerOptions, modules },
      onWarning: (message) => this.warnings.push(message),
      ...(options.insecure === true ? {} : { key: Buffer.from(KEY) }),
      ...options,
    });
    this.#workers.push(worker);
    await worker.start();
    return worker;
  }

  /** A worker in a process of its own, which may be killed. */
  workerChild(options: Partial<BullWorkerOptions> = {}): Promise<Child> {
    return this.#child('worker', 'ready', {
      ...{ ...this.#common, ...this.#workerOptions, modules },
      ...options,
    });
  }

  clientChild(options: Partial<BullOptions> = {}): Promise<Child> {
    return this.#child('client', 'leased', { ...this.#common, ...options });
  }

  /** A client which leases what its messages say, see `programs/load.ts`. */
  loadChild(options: Partial<BullOptions> = {}): Promise<Child> {
    return this.#child('load', 'ready', { ...this.#common, ...options });
  }

  /** Ends what the last spec has started, but for Redis. */
  async clear(): Promise<void> {
    await Promise.all(this.#contexts.splice(0).map((context) => context.terminate('cleared')));
    for (const { process } of this.#children) process.kill('SIGKILL');
    await Promise.all(this.#children.splice(0).map(({ gone }) => gone));
    await Promise.all(this.#workers.splice(0).map((worker) => worker.close()));
    this.warnings.length = 0;
  }

  async end(): Promise<void> {
    await this.clear();
    await this.redis[Symbol.asyncDispose]();
  }

  get #workerOptions() {
    return { seats: 1, isolation: 'thread', lockMilliseconds: 1000 } as const;
  }

  async #child(program: string, word: string, options: object): Promise<Child> {
    const file = fileURLToPath(new URL(`programs/${program}.js`, import.meta.url));
    const child = fork(file, [JSON.stringify({ ...options, key: KEY })], {
      ...{ stdio: ['ignore', 'pipe', 'inherit', 'ipc'], serialization: 'json' },
      execArgv: ['--expose-gc'],
    });
    let output = '';
    const gone = new Promise((resolve) => child.once('exit', resolve));
    const started: Child = { process: child, gone, output: () => output };
    this.#children.push(started);
    const ready = new Promise<void>((resolve) => {
      child.stdout!.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (output.includes(word)) resolve();
      });
    });
    await Promise.race([
      ready,
      gone.then((code) => {
        throw new Error(`the ${program} ended with ${String(code)}`);
      }),
    ]);
    return started;
  }
}
