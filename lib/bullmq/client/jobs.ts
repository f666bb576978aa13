/** The jobs of a client: it adds them, takes them back, asks for their states, and looks for those that stall. */
import { Queue, Worker } from 'bullmq';
import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import type { OperationClass } from '../../coordinator/operations/request.js';
import { addJob } from '../lease-job.js';
import { PREFIX } from '../names.js';
import type { Names } from '../names.js';

/** What the state of a job says of its lease. */
export type Fate =
  /** It waits or runs. */
  | 'open'
  /** Its worker died. */
  | 'dead'
  /** It is complete. */
  | 'complete'
  /** Redis does not have it. */
  | 'gone';

export class Jobs {
  readonly #redis: Redis;
  readonly #names: Names;
  readonly #queue: Queue;
  readonly #checker: Worker;

  /**
   * @param checks - a connection of its own, for the looks for jobs that stall.
   * @param stalled - called where a job was found to stall. Only a hint: another client may find it.
   */
  constructor(
    redis: Redis,
    checks: Redis,
    names: Names,
    checkMilliseconds: number,
    stalled: () => void,
  ) {
    this.#redis = redis;
    this.#names = names;
    this.#queue = new Queue(names.queue, {
      ...{ connection: redis, prefix: PREFIX, skipVersionCheck: true },
      // Nothing is read from the stream of events.
      streams: { events: { maxLen: 100 } },
    });
    this.#queue.on('error', () => undefined);
    // It takes no job: it only looks for those that stall, which nobody would do where no worker is left.
    this.#checker = new Worker(names.queue, () => Promise.resolve(), {
      ...{ connection: checks, prefix: PREFIX, autorun: false, skipVersionCheck: true },
      // A check marks those that may stall and the next one judges them; one that comes too soon does nothing.
      ...{ maxStalledCount: 0, stalledInterval: Math.max(50, checkMilliseconds / 2) },
    });
    this.#checker.on('error', () => undefined);
    this.#checker.on('stalled', stalled);
  }

  /** Begins to look for jobs that stall. */
  start(): Promise<void> {
    return this.#checker.startStalledCheckTimer();
  }

  add(job: string, sealed: Buffer, operationClass: OperationClass): Promise<void> {
    return addJob(this.#queue, this.#redis, this.#names, job, sealed, operationClass);
  }

  /** @returns whether it was there and no worker had it. */
  async remove(job: string): Promise<boolean> {
    if ((await this.#queue.remove(job)) !== 1) return false;
    await this.#redis.del(this.#names.lease(job));
    return true;
  }

  async fatesOf(jobs: readonly string[]): Promise<readonly Fate[]> {
    return (await Promise.all(jobs.map((job) => this.#queue.getJob(job)))).map(fateOf);
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.#queue.close(), this.#checker.close(true)]);
  }
}

/** A job that stalled is put back among those that wait, marked to fail: no worker runs it again. */
function fateOf(job: Job | undefined): Fate {
  if (job === undefined) return 'gone';
  // The types say that every job has a reason and a failure; those that live have none.
  const { failedReason, deferredFailure } = job as { [Name in keyof Job]?: Job[Name] };
  if (failedReason || deferredFailure || job.stalledCounter > 0) return 'dead';
  return job.finishedOn === undefined ? 'open' : 'complete';
}
