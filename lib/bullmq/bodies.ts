/** What the messages of leases hold beside their headers, and what signatures cover beside the content. */
import type { Lease } from '../coordinator/leases/lease.js';
import { decodeLeaseBytes, encodeLeaseBytes } from '../execution/host/lease-codec.js';
import { MessageError } from '../remote/errors.js';
import type { MessageHeader } from '../remote/message.js';

/** A lease, and whether early bounds of it are wanted. */
export interface LeaseBody {
  readonly lease: Lease;
  readonly reporting: boolean;
}

export function encodeLeaseBody({ lease, reporting }: LeaseBody): Uint8Array {
  const bytes = encodeLeaseBytes(lease);
  const body = new Uint8Array(bytes.length + 1);
  body[0] = reporting ? 1 : 0;
  body.set(bytes, 1);
  return body;
}

/** @throws MessageError, SerializationError or InvalidLeaseError where it holds no lease. */
export function decodeLeaseBody(body: Uint8Array): LeaseBody {
  const [flag] = body;
  if (flag !== 0 && flag !== 1) throw new MessageError('shape', 'it holds no lease');
  return { lease: decodeLeaseBytes(body.subarray(1)), reporting: flag === 1 };
}

/** What the signature of a worker covers beside the bounds. */
export function signedContext(header: Omit<MessageHeader, 'expires'>): string {
  const { kind, queue, client, number, attempt, digest } = header;
  return JSON.stringify([kind, queue, client, number, attempt, digest]);
}
