import { LimitError } from '../../exact/errors.js';
import { encodeMessage } from '../../remote/message.js';
import type { ModuleDigests } from '../../remote/modules.js';
import { digestOf } from '../../remote/seal.js';
import type { Seal } from '../../remote/seal.js';
import { encodeLeaseBody } from '../bodies.js';
import { LEASE_LIFE } from '../lease-job.js';
import { MOST_BYTES } from '../options.js';
import type { Flight } from './flights.js';

/**
 * The sealed message of a lease, which from now on counts as sent.
 * @throws LimitError for one that is too long, FleetError or SerializationError for one that cannot travel.
 */
export function sealedLease(
  context: string,
  flight: Flight,
  address: { readonly queue: string; readonly client: string },
  seal: Seal,
  modules: ModuleDigests,
): Buffer {
  const { lease, number, report } = flight;
  const body = encodeLeaseBody({ lease: modules.named(lease), reporting: report !== undefined });
  if (body.length > MOST_BYTES - 1024)
    throw new LimitError(
      `${context}: lease ${String(lease.id)} has ${String(body.length)} bytes, and the most is ${String(MOST_BYTES)}`,
    );
  const message = encodeMessage({
    ...{ kind: 'lease', ...address, number, body },
    ...{ attempt: lease.attempt, expires: Date.now() + LEASE_LIFE, digest: '' },
  });
  flight.digest = digestOf(message);
  flight.heardAt = performance.now();
  return seal.seal(message);
}
