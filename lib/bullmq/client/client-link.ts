/** The connections of a client: they are opened and closed together, and what it says and asks goes over them. */
import type { Redis } from 'ioredis';
import type { OperationClass } from '../../coordinator/operations/request.js';
import type { FleetError } from '../../remote/errors.js';
import type { Seal } from '../../remote/seal.js';
import { FleetView } from '../fleet-view.js';
import { Heart } from '../heart.js';
import type { Names } from '../names.js';
import type { BoundedRedis } from '../redis/bounded-redis.js';
import { another, fleetError, openRedis, reach } from '../redis/connection.js';
import { gone, inTime, PATIENCE, within } from '../redis/patience.js';
import { Replies } from '../replies.js';
import { Announcements } from './announcements.js';
import type { Flight } from './flights.js';
import { Jobs } from './jobs.js';
import type { Fate } from './jobs.js';

export interface ClientLinkOptions {
  readonly connection: string | object;
  readonly names: Names;
  readonly seal: Seal;
  readonly client: string;
  readonly checkMilliseconds: number;
  /** An entry of the list of answers, whoever put it there. */
  readonly take: (entry: Buffer) => void;
  /** Called where the list of answers may not be read. */
  readonly refused: (error: FleetError) => void;
  /** Called at each interval, after the answers that had come by then. */
  readonly look: () => void;
  /** Called where a job was found to stall. Only a hint: another client may find it. */
  readonly stalled: () => void;
}

export class ClientLink {
  readonly view: FleetView;
  readonly #options: ClientLinkOptions;
  readonly #redis: BoundedRedis;
  readonly #answers: Redis;
  readonly #heart: Heart;
  readonly #jobs: Jobs;
  readonly #announcements: Announcements;
  #replies: Replies | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #isClosing = false;

  private constructor(options: ClientLinkOptions, redis: BoundedRedis) {
    const { names, seal, client, checkMilliseconds, stalled } = options;
    this.#options = options;
    this.#redis = redis;
    this.#jobs = new Jobs(redis, another(redis), names, checkMilliseconds, stalled);
    this.#answers = another(redis);
    this.#announcements = new Announcements(redis, names, seal, client);
    const hearts = { redis, seal, queue: names.queue, checkMilliseconds };
    this.view = new FleetView({ ...hearts, kind: 'worker', key: names.workers });
    this.#heart = new Heart({ ...hearts, kind: 'client', key: names.clients }, client);
  }

  /** @throws FleetError where Redis cannot be used. */
  static async open(options: ClientLinkOptions): Promise<ClientLink> {
    const redis = openRedis(options.connection);
    try {
      await reach(redis);
    } catch (error) {
      redis.disconnectAll();
      throw error;
    }
    const link = new ClientLink(options, redis);
    try {
      await inTime(PATIENCE, link.#start(), gone);
    } catch (error) {
      await link.close();
      throw fleetError(error);
    }
    return link;
  }

  async #start(): Promise<void> {
    const { names, client, checkMilliseconds, take, look, refused } = this.#options;
    await this.#heart.beat(null);
    await this.view.read();
    await this.#jobs.start();
    if (this.#isClosing) throw gone();
    const wait = Math.min(100, checkMilliseconds / 4);
    this.#replies = new Replies(this.#answers, names.reply(client), wait, take, refused);
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
    return fault === undefined ? gone() : fleetError(fault);
  }

  /**
   * Reads who is live.
   * @throws FleetError where Redis does not answer.
   */
  async readView(): Promise<FleetView> {
    try {
      await inTime(PATIENCE, this.view.read(), gone);
    } catch (error) {
      throw fleetError(error);
    }
    return this.view;
  }

  send(job: string, sealed: Buffer, operationClass: OperationClass): Promise<void> {
    return this.#jobs.add(job, sealed, operationClass);
  }

  /** Takes a job back that waits, or asks its worker to stop. @returns whether it was taken back. */
  async withdraw(flight: Flight, from: number): Promise<boolean> {
    if (from === 0 && (await this.#jobs.remove(flight.job))) return true;
    await this.#announcements.stop(flight, from);
    return false;
  }

  /** Tells a worker to end, as it was found to lie. */
  dismiss(worker: string): Promise<void> {
    return this.#announcements.dismiss(worker);
  }

  /**
   * What became of leases: their states are asked for first, and the list of answers is emptied then. So one whose job
   * is gone or complete has had its answer, if there was one.
   */
  async fatesOf(flights: readonly Flight[]): Promise<readonly Fate[]> {
    const fates = await this.#jobs.fatesOf(flights.map(({ job }) => job));
    await this.#replies!.pass();
    return fates;
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
    await within(1000, () => this.#jobs.close());
    this.#redis.disconnectAll();
  }
}
