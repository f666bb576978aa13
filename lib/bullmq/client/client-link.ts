/** The connections of a client, and what it says and asks over them. */
import { Queue, Worker } from 'bullmq';
import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import type { OperationClass } from '../../coordinator/operations/request.js';
import { encodePlainBytes } from '../../refiners/plain-bytes.js';
import type { Plain } from '../../refiners/refiner.js';
import { encodeMessage } from '../../remote/message.js';
import type { MessageHeader } from '../../remote/message.js';
import type { Seal } from '../../remote/seal.js';
import { FleetError } from '../../remote/errors.js';
import type { BoundedRedis } from '../redis/bounded-redis.js';
import { another, fleetError, openRedis, reach } from '../redis/connection.js';
import { inTime, PATIENCE, within } from '../redis/patience.js';
import { FleetView } from '../fleet-view.js';
import type { Flight } from './flights.js';
import { Heart } from '../heart.js';
import { addJob } from '../lease-job.js';
import { PREFIX } from '../names.js';
import type { Names } from '../names.js';
import { MESSAGE_LIFE } from '../options.js';
import { Replies } from '../replies.js';

export interface ClientLinkOptions {
  readonly connection: string | object;
  readonly names: Names;
  readonly seal: Seal;
  readonly client: string;
  readonly checkMilliseconds: number;
  /** An entry of the list of answers, whoever put it there. */
  readonly take: (entry: Buffer) => void;
  /** Called at each interval, after the answers that had come by then. */
  readonly look: () => void;
  /** Called where a job was found to stall. Only a hint: another client may find it. */
  readonly stalled: () => void;
}

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

export class ClientLink {
  readonly view: FleetView;
  readonly #options: ClientLinkOptions;
  readonly #redis: BoundedRedis;
  readonly #others: readonly [Redis, Redis];
  readonly #heart: Heart;
  #queue: Queue | undefined;
  #checker: Worker | undefined;
  #replies: Replies | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #isClosing = false;

  private constructor(options: ClientLinkOptions) {
    const { connection, names, seal, client, checkMilliseconds } = options;
    const redis = openRedis(connection);
    this.#options = options;
    this.#redis = redis;
    this.#others = [another(redis), another(redis)];
    const hearts = { redis, seal, queue: names.queue, checkMilliseconds };
    this.view = new FleetView({ ...hearts, kind: 'worker', key: names.workers });
    this.#heart = new Heart({ ...hearts, kind: 'client', key: names.clients }, client);
  }

  /** @throws FleetError where Redis cannot be used. */
  static async open(options: ClientLinkOptions): Promise<ClientLink> {
    const link = new ClientLink(options);
    try {
      await reach(link.#redis);
    } catch (error) {
      link.#redis.disconnectAll();
      throw error;
    }
    try {
      await inTime(PATIENCE, link.#start(), () => link.#gone());
    } catch (error) {
      await link.close();
      throw fleetError(error);
    }
    return link;
  }

  async #start(): Promise<void> {
    const { names, client, checkMilliseconds, take, look, stalled } = this.#options;
    await this.#heart.beat(null);
    await this.view.read();
    const [checks, replies] = this.#others;
    this.#queue = new Queue(names.queue, {
      ...{ connection: this.#redis, prefix: PREFIX, skipVersionCheck: true },
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
    await this.#checker.startStalledCheckTimer();
    if (this.#isClosing) throw this.#gone();
    const wait = Math.min(100, checkMilliseconds / 4);
    this.#replies = new Replies(replies, names.reply(client), wait, take);
    this.#timer = setInterval(() => {
      // Where the event loop was busy, what Redis has answered meanwhile comes first.
      setImmediate(() => {
        // A heartbeat after the last one would make a client live that has ended.
        if (this.#isClosing) return;
        this.#heart.beat(null).catch(() => undefined);
        look();
      });
    }, checkMilliseconds);
  }

  /** Why Redis counts as gone: it has not taken so many heartbeats. Undefined where it does not. */
  outage(mostMissed: number): FleetError | undefined {
    const { missed, fault } = this.#heart;
    if (missed < mostMissed) return undefined;
    return fault === undefined ? this.#gone() : fleetError(fault);
  }

  /**
   * Reads who is live.
   * @throws FleetError where Redis does not answer.
   */
  async readView(): Promise<FleetView> {
    await inTime(PATIENCE, this.view.read(), () => this.#gone());
    return this.view;
  }

  #gone(): FleetError {
    return new FleetError(
      'unreachable',
      'Redis does not answer any more: start it again, or look at the network; it is used again once it answers',
    );
  }

  send(job: string, sealed: Buffer, operationClass: OperationClass): Promise<void> {
    return addJob(this.#queue!, this.#redis, this.#options.names, job, sealed, operationClass);
  }

  /** Takes a job back that waits, or asks its worker to stop. @returns whether it was taken back. */
  async withdraw({ job, number, lease, digest }: Flight, from: number): Promise<boolean> {
    if (from === 0 && (await this.#remove(job))) return true;
    const { attempt } = lease;
    await this.#publish('stop', { number, attempt, digest: digest ?? '' }, from);
    return false;
  }

  /** Tells a worker to end, as it was found to lie. */
  dismiss(worker: string): Promise<void> {
    return this.#publish('dismissal', { number: 0, attempt: 0, digest: '' }, worker);
  }

  async #publish(
    kind: 'stop' | 'dismissal',
    address: Pick<MessageHeader, 'number' | 'attempt' | 'digest'>,
    body: Plain,
  ): Promise<void> {
    const { names, client, seal } = this.#options;
    const message = encodeMessage({
      ...{ kind, queue: names.queue, client, ...address },
      ...{ expires: Date.now() + MESSAGE_LIFE, body: encodePlainBytes(body) },
    });
    await this.#redis.publish(names.stops, seal.seal(message));
  }

  /**
   * What became of leases: their states are asked for first, and the list of answers is emptied then. So one whose job
   * is gone or complete has had its answer, if there was one.
   */
  async fatesOf(flights: readonly Flight[]): Promise<readonly Fate[]> {
    const jobs = await Promise.all(flights.map(({ job }) => this.#queue!.getJob(job)));
    await this.#replies!.pass();
    return jobs.map(fateOf);
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    clearInterval(this.#timer);
    // A Redis that does not answer is not waited for.
    await within(1000, async () => {
      await this.#heart.stop();
      await this.#redis.del(this.#options.names.reply(this.#options.client));
    });
    await this.#replies?.close();
    await within(1000, () =>
      Promise.allSettled([this.#queue?.close(), this.#checker?.close(true)]),
    );
    this.#redis.disconnectAll();
  }

  /** @returns whether it was there and no worker had it. */
  async #remove(job: string): Promise<boolean> {
    if ((await this.#queue!.remove(job)) !== 1) return false;
    await this.#redis.del(this.#options.names.lease(job));
    return true;
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
