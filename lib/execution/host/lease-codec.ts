/**
 * Leases and settlements as text or as bytes, for a context that reaches its host over a queue, a socket or a file.
 *
 * Laws
 * 1. `decodeLease(encodeLease(lease))` and `decodeSettlement(encodeSettlement(settlement))` equal what went in; so do
 *    the functions of bytes.
 * 2. The text is JSON, as the codec of plain data writes it. The bytes are shorter and are read faster: those of a
 *    number are its magnitude.
 * 3. What was decoded is plain data and is checked no further. A host checks leases with `checkLease`; a session checks
 *    what its contexts answer.
 */
import type { Lease, Settlement } from '../../coordinator/leases/lease.js';
import { checkLease } from './lease-check.js';
import { decodePlain, encodePlain } from '../../refiners/codec.js';
import { decodePlainBytes, encodePlainBytes } from '../../refiners/plain-bytes.js';

/**
 * Writes a lease, with those after it in its chain, as JSON text.
 * @throws SerializationError where its parameters or its state are not plain data, naming the field.
 */
export function encodeLease(lease: Lease): string {
  return encodePlain(written(lease));
}

/**
 * Reads a lease that {@link encodeLease} has written.
 * @throws SerializationError where the text is not that of plain data.
 */
export function decodeLease(text: string): Lease {
  return read(decodePlain(text) as unknown as Lease);
}

/**
 * Writes a settlement, with those after it in its chain, as JSON text.
 * @throws SerializationError where a state is not plain data, naming the field.
 */
export function encodeSettlement(settlement: Settlement): string {
  return encodePlain(settlement);
}

/**
 * Reads a settlement that {@link encodeSettlement} has written. A session takes one that is malformed for a lost lease.
 * @throws SerializationError where the text is not that of plain data.
 */
export function decodeSettlement(text: string): Settlement {
  return decodePlain(text) as unknown as Settlement;
}

/**
 * Writes a lease, with those after it in its chain, as bytes.
 * @throws SerializationError where its parameters or its state are not plain data, naming the field.
 */
export function encodeLeaseBytes(lease: Lease): Uint8Array {
  return encodePlainBytes(written(lease), 'lease');
}

/**
 * Reads a lease from bytes, whoever wrote them.
 * @throws SerializationError where the bytes are not those of plain data, InvalidLeaseError where they are of no lease.
 */
export function decodeLeaseBytes(bytes: Uint8Array): Lease {
  return checkLease(decodePlainBytes(bytes));
}

/**
 * Writes a settlement, with those after it in its chain, as bytes.
 * @throws SerializationError where a state is not plain data, naming the field.
 */
export function encodeSettlementBytes(settlement: Settlement): Uint8Array {
  return encodePlainBytes(settlement, 'settlement');
}

/**
 * Reads a settlement from bytes. A session takes one that is malformed for a lost lease.
 * @throws SerializationError where the bytes are not those of plain data.
 */
export function decodeSettlementBytes(bytes: Uint8Array): Settlement {
  return decodePlainBytes(bytes) as unknown as Settlement;
}

/** A list of plain data has no place for what is undefined: an input that is no rational is written as null. */
function written({ exactInputs, then, ...lease }: Lease): object {
  return {
    ...lease,
    ...(exactInputs === undefined ? {} : { exactInputs: exactInputs.map((one) => one ?? null) }),
    // A chain is short: the recursion is no deeper.
    ...(then === undefined ? {} : { then: written(then) }),
  };
}

function read({ exactInputs, then, ...lease }: Lease): Lease {
  return {
    ...lease,
    ...(exactInputs === undefined
      ? {}
      : { exactInputs: exactInputs.map((one) => one ?? undefined) }),
    ...(then === undefined ? {} : { then: read(then) }),
  };
}
