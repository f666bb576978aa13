/**
 * A lease as a job.
 *
 * Laws
 * 1. A job holds its lease where that is short. A longer one lies in a key of its own, and its length is compared with
 *    the limit before it is read.
 * 2. A job runs at most once: retries are the coordinator's.
 * 3. A job always has a priority, that of its class: jobs without one would run before all others.
 */
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { CLASSES, MOST_PRIORITY } from '../coordinator/operations/request.js';
import type { OperationClass } from '../coordinator/operations/request.js';
import { MessageError } from '../remote/errors.js';
import type { Names } from './names.js';
import { MOST_BYTES } from './options.js';

/** The longest lease that lies in its job. */
const MOST_IN_JOB = 16_384;

/** How long a lease may lie in Redis, in milliseconds. */
export const LEASE_LIFE = 24 * 3600 * 1000;

/** How long a job that failed is kept, in seconds: until its client has seen it. */
const FAILED_LIFE = 300;

/** What a job holds: its sealed lease in base 64, or nothing, where that lies in a key. */
export interface JobData {
  readonly lease?: string;
}

export async function addJob(
  queue: Queue,
  redis: Redis,
  names: Names,
  id: string,
  sealed: Buffer,
  operationClass: OperationClass,
): Promise<void> {
  const isShort = sealed.length <= MOST_IN_JOB;
  if (!isShort) await redis.set(names.lease(id), sealed, 'PX', LEASE_LIFE);
  const data: JobData = isShort ? { lease: sealed.toString('base64') } : {};
  await queue.add('lease', data, {
    jobId: id,
    attempts: 1,
    priority: MOST_PRIORITY + 1 - CLASSES[operationClass].priority,
    removeOnComplete: true,
    removeOnFail: { age: FAILED_LIFE },
  });
}

/** Whether the lease of a job lies in a key of its own. */
export function isBeside(data: unknown): boolean {
  return typeof ((data ?? {}) as JobData).lease !== 'string';
}

/** The sealed lease of a job. @throws MessageError where it is too long or is gone. */
export async function leaseOf(
  redis: Redis,
  names: Names,
  id: string,
  data: unknown,
): Promise<Buffer> {
  const { lease } = (data ?? {}) as { readonly lease?: unknown };
  if (typeof lease === 'string') {
    if (lease.length > 2 * MOST_IN_JOB) throw new MessageError('shape', 'its job is too long');
    return Buffer.from(lease, 'base64');
  }
  const key = names.lease(id);
  const length = await redis.strlen(key);
  if (length > MOST_BYTES)
    throw new MessageError(
      'shape',
      `it has ${String(length)} bytes, and the most is ${String(MOST_BYTES)}`,
    );
  const sealed = await redis.getBuffer(key);
  if (sealed === null) throw new MessageError('expired', 'its lease is not there any more');
  return sealed;
}
