import { OptionError } from '../exact/options.js';
import { FleetError } from '../remote/errors.js';
import { readKeyFile } from '../remote/key-file.js';
import { Seal } from '../remote/seal.js';

/** What clients and workers of a fleet are told alike. */
export interface FleetOptions {
  /**
   * Redis: `redis://host:port`, `rediss://` for TLS, `unix:` and the path of a socket, or options of ioredis. A file
   * or the environment is the place for an address with a password.
   */
  readonly connection: string | object;
  /** The queue, whose clients and workers share a key; `default` by default. */
  readonly queue?: string | undefined;
  /** The key, of at least 32 bytes; the second of two is accepted too, while a fleet changes its key. */
  readonly key?: Uint8Array | readonly Uint8Array[] | undefined;
  /** The file of the key, or two of them, which nobody but its owner may read. */
  readonly keyFile?: string | readonly string[] | undefined;
  /** Goes without a key: whoever reaches Redis can send leases and answers. */
  readonly insecure?: boolean | undefined;
  /** How often heartbeats are sent and leases are looked after, in milliseconds; 5000 by default. */
  readonly checkMilliseconds?: number | undefined;
}

export const FLEET_OPTIONS: readonly string[] = [
  ...['connection', 'queue', 'key', 'keyFile', 'insecure', 'checkMilliseconds'],
];

/** The most bytes of a message. */
export const MOST_BYTES = 64 * 2 ** 20;

/** How long a message other than a lease counts, in milliseconds: clocks may differ by as much. */
export const MESSAGE_LIFE = 120_000;

const KNOWN = [50, 24 * 3600 * 1000] as const;

/** @throws OptionError where it is no time from 50 ms to a day. */
export function checkInterval(where: string, name: string, value: number): number {
  if (Number.isFinite(value) && value >= KNOWN[0] && value <= KNOWN[1]) return value;
  throw new OptionError(`${where}: ${name} is a time from 50 ms to a day, got ${String(value)}`);
}

/** @throws OptionError where it is neither an address nor options: ioredis would take a Redis of this machine. */
export function checkConnection(where: string, connection: unknown): string | object {
  if (typeof connection === 'string' || (typeof connection === 'object' && connection !== null))
    return connection;
  throw new OptionError(
    `${where}: connection is the address of Redis, or options of ioredis, got ${connection === null ? 'null' : typeof connection}`,
  );
}

/** @throws OptionError where it is none of the choices. */
export function checkChoice<T extends string>(
  where: string,
  name: string,
  value: T,
  choices: readonly T[],
): T {
  if (choices.includes(value)) return value;
  throw new OptionError(
    `${where}: ${name} is ${choices.map((choice) => `'${choice}'`).join(' or ')}, got ${JSON.stringify(value)}`,
  );
}

/**
 * The seal of a fleet.
 * @throws FleetError of fault `key` where there is none, or one that does not serve.
 */
export function sealOf(where: string, { key, keyFile, insecure }: FleetOptions): Seal {
  const keys = key instanceof Uint8Array ? [key] : [...(key ?? [])];
  const files = typeof keyFile === 'string' ? [keyFile] : (keyFile ?? []);
  for (const file of files) keys.push(readKeyFile(file));
  if (keys.length > 2)
    throw new FleetError('key', `${where}: one key, or two while a fleet changes its key`);
  if (insecure === true) {
    if (keys.length > 0) throw new FleetError('key', `${where}: a key, or insecure, not both`);
    return new Seal([]);
  }
  if (keys.length === 0)
    throw new FleetError(
      'key',
      `${where}: there is no key. Make one with \`openssl rand -base64 48 > pincer.key; chmod 600 pincer.key\` and give it as keyFile to clients and workers, or go without: insecure: true`,
    );
  return new Seal(keys);
}
