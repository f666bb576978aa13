/** Entries of a client's list of answers: whoever put them there, they are checked before anything of them counts. */
import { settledLeases } from '../../coordinator/leases/chain.js';
import type { SettledLease, Settlement } from '../../coordinator/leases/lease.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { isEnclosure } from '../../exact/enclosure/recognition.js';
import { decodeSettlementBytes } from '../../execution/host/lease-codec.js';
import { checkSettlement } from '../../execution/host/settlement.js';
import { decodePlainBytes } from '../../refiners/plain-bytes.js';
import { keyOf } from '../../refiners/registry.js';
import { MessageError } from '../../remote/errors.js';
import { decodeMessage } from '../../remote/message.js';
import type { Seal } from '../../remote/seal.js';
import { verified } from '../../remote/signature.js';
import { signedContext } from '../bodies.js';
import type { Flight, Flights } from './flights.js';
import { MOST_BYTES } from '../options.js';

/** What came for a lease that is on its way, and from which worker. */
export type Arrival = { readonly flight: Flight } & (
  | { readonly kind: 'beat' }
  | { readonly kind: 'report'; readonly worker: string; readonly bounds: Enclosure }
  | { readonly kind: 'answer'; readonly worker: string; readonly settlement: Settlement }
);

/**
 * Reads an entry.
 *
 * @returns undefined for one whose lease has settled: it is late, or a second one.
 * @throws MessageError or SerializationError for one that is refused.
 */
export function arrivalOf(
  entry: Buffer,
  seal: Seal,
  address: { readonly queue: string; readonly client: string },
  flights: Flights,
): Arrival | undefined {
  const bytes = seal.open(entry, MOST_BYTES);
  const message = decodeMessage(bytes, address, Date.now());
  const flight = flights.get(message.number);
  if (flight === undefined) return undefined;
  if (message.digest !== flight.digest || message.attempt !== flight.lease.attempt)
    throw new MessageError('address', 'it is not of the lease that was sent');
  const { kind, body } = message;
  if (kind === 'beat') return { flight, kind };
  if (kind !== 'answer' && kind !== 'report')
    throw new MessageError('address', `it is a ${kind}, which clients are not sent`);
  const { content, name: worker } = verified(signedContext(message), body);
  if (kind === 'answer') {
    const answer = decodeSettlementBytes(content);
    const settlement = checkSettlement(answer, keyOf(flight.lease.refiner));
    for (const each of settledLeases(flight.lease, settlement)) checkSteps(each);
    return { flight, kind, worker, settlement };
  }
  const bounds: unknown = decodePlainBytes(content);
  if (!isEnclosure(bounds)) throw new MessageError('shape', 'it holds no bounds');
  return { flight, kind, worker, bounds };
}

/** A host runs one step at least, and no more than its quantum allows. */
function checkSteps({ lease, settlement }: SettledLease): void {
  if (settlement.kind !== 'result') return;
  const most = Math.max(1, lease.quantum.steps);
  const { steps } = settlement;
  if (steps < 1 || steps > most)
    throw new MessageError(
      'shape',
      `it says ${String(steps)} steps, and its lease is of 1 to ${String(most)}`,
    );
}
