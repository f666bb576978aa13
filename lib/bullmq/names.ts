/**
 * What the keys and channels of a queue are called. BullMQ's own keys are `pincer:<protocol>:<queue>:*`, so clients and
 * workers of two versions of the protocol take no jobs of each other. Their heartbeats are in the same places, and say so.
 */
import { OptionError } from '../exact/options.js';
import { PROTOCOL_VERSION } from '../remote/message.js';

/** What stands before the keys of BullMQ. */
export const PREFIX = `pincer:${String(PROTOCOL_VERSION)}`;

export interface Names {
  readonly queue: string;
  /** A hash with the heartbeat of each worker. */
  readonly workers: string;
  /** A hash with the heartbeat of each client. */
  readonly clients: string;
  /** BullMQ's own: the jobs that wait, those that run, and those that failed. */
  readonly prioritized: string;
  readonly active: string;
  readonly failed: string;
  /** The channel of stops. */
  readonly stops: string;
  /** The list of answers to a client. */
  readonly reply: (client: string) => string;
  /** A lease that is too long for a job. */
  readonly lease: (job: string) => string;
  /** The job of a lease. */
  readonly job: (client: string, number: number) => string;
}

/** @throws OptionError for a queue whose name is no word. */
export function namesOf(queue: string): Names {
  if (!/^[\w.-]{1,64}$/.test(queue))
    throw new OptionError(
      `the name of a queue is 1 to 64 letters, digits, dots, dashes and underscores, got ${JSON.stringify(queue)}`,
    );
  return {
    queue,
    workers: `pincer-workers:${queue}`,
    clients: `pincer-clients:${queue}`,
    prioritized: `${PREFIX}:${queue}:prioritized`,
    active: `${PREFIX}:${queue}:active`,
    failed: `${PREFIX}:${queue}:failed`,
    stops: `pincer-stops:${queue}`,
    reply: (client) => `pincer-reply:${queue}:${client}`,
    lease: (job) => `pincer-lease:${queue}:${job}`,
    job: (client, number) => `${client}-${String(number)}`,
  };
}
