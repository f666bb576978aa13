/** Connections to Redis. No error says what the address holds, as that may have a password. */
import type { Redis, RedisOptions } from 'ioredis';
import { FleetError } from '../../remote/errors.js';
import { BoundedRedis } from './bounded-redis.js';
import { inTime, PATIENCE } from './patience.js';

/**
 * A connection that is made again whenever it is lost; its commands wait for that.
 * @throws FleetError for an address that is none.
 */
export function openRedis(connection: string | object): BoundedRedis {
  const redis = new BoundedRedis({
    ...(typeof connection === 'string' ? optionsOf(connection) : connection),
    maxRetriesPerRequest: null,
    enableReadyCheck: true,
    disconnectTimeout: 200,
    retryStrategy: (times) => Math.min(50 * times, 1000),
    reconnectOnError: null,
  });
  // Without a listener an error would be printed; commands and `reach` report it.
  redis.on('error', () => undefined);
  // Its commands are sent again over a connection that is made again, and the answer would be as long.
  redis.onTooLong = () => {
    redis.disconnect();
  };
  return redis;
}

/** Another connection of the same kind. It goes on after an answer that was too long: what it takes is gone then. */
export function another(redis: Redis): Redis {
  const other = redis.duplicate();
  other.on('error', () => undefined);
  return other;
}

function optionsOf(address: string): RedisOptions {
  if (address.startsWith('unix:')) return { path: address.slice('unix:'.length) };
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw notAnAddress();
  }
  if (!['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '') throw notAnAddress();
  const database = /^\/(\d+)$/.exec(url.pathname)?.[1];
  if (database === undefined && !['', '/'].includes(url.pathname)) throw notAnAddress();
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? 6379 : Number(url.port),
    ...(url.username === '' ? {} : { username: decoded(url.username) }),
    ...(url.password === '' ? {} : { password: decoded(url.password) }),
    ...(database === undefined ? {} : { db: Number(database) }),
    ...(url.protocol === 'rediss:' ? { tls: {} } : {}),
  };
}

/** A part of an address, in which `%` is written as `%25`. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw notAnAddress();
  }
}

function notAnAddress(): FleetError {
  return new FleetError(
    'connection',
    'the address of Redis is none: write redis://host:port, rediss://host:port, or unix: and the path of a socket; % in a user or a password is written as %25',
  );
}

/**
 * Resolves when Redis answers and keeps what it is given.
 * @throws FleetError which says what is wrong and what to do.
 */
export async function reach(redis: Redis, patience = PATIENCE): Promise<void> {
  let last: unknown = 'it does not answer';
  const note = (error: unknown): void => {
    last = error;
  };
  redis.on('error', note);
  try {
    const memory = await inTime(
      patience,
      Promise.race([redis.info('memory'), refusedAtOnce(redis)]),
      () =>
        new FleetError(
          'unreachable',
          `Redis does not answer within ${String(patience)} ms (${reasonOf(last)}): start it, or correct the address`,
          { cause: commandless(last) },
        ),
    );
    const policy = /maxmemory_policy:(\S+)/.exec(memory)?.[1] ?? 'noeviction';
    if (policy !== 'noeviction')
      throw new FleetError(
        'eviction',
        `this Redis forgets what it is given when its memory is full (maxmemory-policy ${policy}): set maxmemory-policy to noeviction`,
      );
  } catch (error) {
    throw fleetError(error);
  } finally {
    redis.off('error', note);
  }
}

/** Rejects with the first error after which trying again is of no use, or which says that nobody is there. */
function refusedAtOnce(redis: Redis): Promise<never> {
  return new Promise((_resolve, reject) => {
    const listener = (error: unknown): void => {
      if (!/ECONNREFUSED|ENOENT|EACCES|ENOTFOUND|WRONGPASS|NOAUTH|NOPERM/.test(String(error)))
        return;
      redis.off('error', listener);
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    redis.on('error', listener);
  });
}

/** What an error of Redis means for a fleet. */
export function fleetError(error: unknown): FleetError {
  if (error instanceof FleetError) return error;
  const reason = reasonOf(error);
  const options = { cause: commandless(error) };
  if (reason.includes('OOM'))
    return new FleetError(
      'full',
      'Redis is full: raise maxmemory, or give the fleet a Redis of its own',
      options,
    );
  if (/WRONGPASS|NOAUTH/.test(reason))
    return new FleetError(
      'connection',
      `Redis refuses the user or the password (${reason})`,
      options,
    );
  if (reason.includes('NOPERM'))
    return new FleetError(
      'connection',
      `Redis does not let this user do what a fleet needs (${reason}): see the rules in the guide Beyond one machine`,
      options,
    );
  return new FleetError(
    'unreachable',
    `Redis cannot be used (${reason}): start it, or correct the address`,
    options,
  );
}

/**
 * What an error of Redis says. That of a transaction which was given up says nothing of its cause, which stands beside
 * it. That of an unknown command, which AUTH may have been made, repeats the first of its arguments.
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { previousErrors: [cause] = [] } = error as { readonly previousErrors?: readonly Error[] };
  return (cause ?? error).message.replace(/,? with args beginning with:.*/s, '');
}

/** What ioredis rejects with holds the command with its arguments, and so a password. The cause of an error does not. */
function commandless(error: unknown): Error {
  const cause = new Error(reasonOf(error));
  if (!(error instanceof Error)) return cause;
  const { name, code } = error as NodeJS.ErrnoException;
  cause.name = name;
  return code === undefined ? cause : Object.assign(cause, { code });
}
