import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { PREFIX } from '../names.js';
import { reasonOf } from '../redis/connection.js';
import { runJob } from './job-run.js';
import type { JobHost } from './job-run.js';

/**
 * Takes jobs once it runs, as many at once as there are seats.
 * @param jobs - the connection that completes jobs.
 */
export function jobTaker(host: JobHost, jobs: Redis, lockMilliseconds: number): Worker {
  const { names, seats, running, warn } = host;
  const taker = new Worker(names.queue, (job) => runJob(host, job), {
    ...{ connection: jobs, prefix: PREFIX, autorun: false, skipVersionCheck: true },
    ...{ concurrency: seats.count, maxStalledCount: 0 },
    // Clients look for jobs that stall. A look of a worker would put off theirs.
    ...{ lockDuration: lockMilliseconds, skipStalledCheck: true },
  });
  taker.on('error', (error) => {
    warn(`Redis: ${reasonOf(error)}`);
  });
  // Its client has been told that it is lost.
  taker.on('lockRenewalFailed', (lost) => {
    for (const [digest, { job }] of running.all) if (lost.includes(job)) running.stop(digest, 0);
  });
  return taker;
}
