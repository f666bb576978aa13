/** How commands come to a fleet of workers: where Redis is, and the key, without either on the command line. */
import { readFileSync } from 'node:fs';
import type { BullContext, FleetOptions } from '../../bullmq/index.js';
import { OptionError } from '../../exact/options.js';
import { FleetError } from '../../remote/errors.js';
import type { Io } from '../io.js';
import type { Settings } from '../reading/flags.js';
import { UsageError } from '../usage.js';
import { printable } from '../writing/printable.js';

type Bullmq = typeof import('../../bullmq/index.js');

/** The part of Pincer that needs packages which are not installed with it. */
export async function loadBullmq(): Promise<Bullmq> {
  try {
    return await import('../../bullmq/index.js');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new UsageError('a fleet needs two packages beside pincer: npm install bullmq ioredis');
  }
}

/** @throws UsageError for what keeps a command from its fleet, and anything else as it is. */
export function refuse(error: unknown): never {
  if (error instanceof FleetError || error instanceof OptionError)
    throw new UsageError(error.message);
  throw error;
}

/** @throws UsageError where it is not said where Redis is, or how to come to it without a secret on the command line. */
export function fleetOptions(settings: Settings, { env }: Io): FleetOptions {
  const { queue, keyFiles, insecure } = settings;
  return {
    connection: addressOf(settings.redisFile, env),
    ...(queue === undefined ? {} : { queue }),
    ...(keyFiles.length === 0 ? {} : { keyFile: keyFiles }),
    ...(insecure ? { insecure } : {}),
  };
}

const WAY_OUT =
  'write it into a file that only you can read (chmod 600) and name that, or set PINCER_REDIS_URL';

/** The address that the environment gives; empty for none. */
function addressIn(env: Io['env']): string {
  return env['PINCER_REDIS_URL'] ?? '';
}

function addressOf(given: string | undefined, env: Io['env']): string {
  if (given === undefined) {
    const address = addressIn(env);
    if (address !== '') return address;
    throw new UsageError(
      '--redis-file F says where Redis is: a file with its address, or unix: and the path of a socket',
    );
  }
  if (given.startsWith('unix:')) return given;
  if (/^rediss?:/.test(given)) {
    if (given.includes('@'))
      throw new UsageError(
        `an address with a password is not for the command line, which others can read: ${WAY_OUT}`,
      );
    return given;
  }
  try {
    return readFileSync(given, 'utf8').trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      `the file ${given} with the address of Redis cannot be read (${code ?? ''})`,
    );
  }
}

/** Whether flags are of a fleet. */
export function asksForFleet({ redisFile, queue, keyFiles, insecure }: Settings): boolean {
  return redisFile !== undefined || queue !== undefined || keyFiles.length > 0 || insecure;
}

/**
 * A context over the fleet, once that answers; undefined where neither a flag nor the environment asks for one.
 * @throws UsageError where flags of a fleet come without the address of Redis.
 */
export async function openFleet(settings: Settings, io: Io): Promise<BullContext | undefined> {
  if (!asksForFleet(settings) && addressIn(io.env) === '') return undefined;
  const { BullContext } = await loadBullmq();
  const say = (message: string): void => {
    if (!settings.quiet) io.stderr.write(printable(`pincer: ${message}\n`));
  };
  let context: BullContext | undefined;
  try {
    context = new BullContext({ ...fleetOptions(settings, io), onWarning: say });
    const { seats } = await context.ready();
    if (seats === 0) say('no worker is live: steps wait for one; start it with pincer worker');
    return context;
  } catch (error) {
    await context?.terminate('it cannot be used');
    refuse(error);
  }
}
