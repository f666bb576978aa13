/** Runs the jobs of a worker: the lease of each is checked, runs in a seat, and is answered. */
import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Settlement } from '../../coordinator/leases/lease.js';
import { MessageError } from '../../remote/errors.js';
import { decodeMessage } from '../../remote/message.js';
import type { Message } from '../../remote/message.js';
import type { ModuleList } from '../../remote/modules.js';
import { digestOf } from '../../remote/seal.js';
import type { Seal } from '../../remote/seal.js';
import { decodeLeaseBody } from '../bodies.js';
import type { Census } from '../census.js';
import { isBeside, leaseOf } from '../lease-job.js';
import type { Names } from '../names.js';
import { reasonOf } from '../redis/connection.js';
import { MOST_BYTES } from '../options.js';
import type { Address, Outbox } from './outbox.js';
import { Progress } from './progress.js';
import type { Refusals } from './refusals.js';
import type { Running } from './running.js';
import type { Seats } from './seats.js';
import type { Strangers } from './strangers.js';

/** What of a worker runs a job. */
export interface JobHost {
  readonly redis: Redis;
  readonly names: Names;
  readonly seal: Seal;
  readonly modules: ModuleList;
  readonly seats: Seats;
  readonly running: Running;
  readonly clients: Census;
  readonly outbox: Outbox;
  readonly refusals: Refusals;
  readonly strangers: Strangers;
  readonly warn: (message: string) => void;
  /** Called for each answer. */
  readonly answered: () => void;
}

export async function runJob(host: JobHost, job: Job): Promise<void> {
  const { redis, names, seal, running, clients, outbox, refusals, strangers } = host;
  try {
    const sealed = await leaseOf(redis, names, job.id!, job.data);
    const bytes = seal.open(sealed, MOST_BYTES);
    const { queue } = names;
    const message = decodeMessage(bytes, { kind: 'lease', queue }, Date.now());
    const { client, number, attempt } = message;
    if (names.job(client, number) !== job.id)
      throw new MessageError('address', 'it is not the lease of its job');
    const digest = digestOf(bytes);
    if (!running.take(digest)) throw new MessageError('expired', 'it was run before');
    // Nobody waits for its answer.
    if (!(await clients.lookFor(client))) return;
    const address: Address = { queue, client, number, attempt, digest };
    const settlement = await settlementOf(host, message, address);
    // The seat does not wait for Redis here: the next command of this connection completes the job.
    outbox.answer(address, settlement).catch((error: unknown) => {
      host.warn(reasonOf(error));
    });
    host.answered();
  } catch (error) {
    refusals.note(error);
    await strangers.suspect(error);
  } finally {
    if (isBeside(job.data)) await redis.del(names.lease(job.id!));
  }
}

async function settlementOf(
  { names, modules, seats, running, outbox, refusals }: JobHost,
  { body }: Message,
  address: Address,
): Promise<Settlement> {
  const { digest, client, number } = address;
  const progress = new Progress(outbox, address);
  try {
    const { lease, reporting } = decodeLeaseBody(body);
    const resolved = modules.resolved(lease);
    if (running.isStopped(digest)) return { kind: 'stopped' };
    const report = reporting ? progress.report.bind(progress) : undefined;
    return await seats.run(resolved, report, (execution) => {
      running.start(digest, { client, job: names.job(client, number), execution });
      progress.start(execution);
    });
  } catch (error) {
    return { kind: 'lost', reason: refusals.note(error).message, blameless: true };
  } finally {
    progress.end();
    running.end(digest);
  }
}
