/**
 * The messages between clients and workers, whatever carries them.
 *
 * Laws
 * 1. A message names its kind, protocol, queue, client, lease, attempt and expiry, and an answer the digest of the lease
 *    that it answers. All of it lies in the bytes that a seal covers, see `seal.ts`.
 * 2. The version of the protocol comes first and is read alone, so other versions are told apart whatever follows.
 * 3. The receiver says what it expects. Whatever differs is a MessageError, so a message that is replayed to another
 *    place, reflected or swapped is refused.
 */
import { ByteReader, ByteWriter } from '../refiners/bytes.js';
import { SerializationError } from '../refiners/codec.js';
import { decodePlainBytes, encodePlainBytes } from '../refiners/plain-bytes.js';
import { MessageError } from './errors.js';

/**
 * The version of what travels between clients and workers: of the bytes of leases and settlements too. Those of different
 * versions do not read each other, so a transport keeps them apart, such as by the name of its queue.
 */
export const PROTOCOL_VERSION = 1;

export const KINDS = [
  ...(['lease', 'answer', 'report', 'beat', 'stop', 'worker', 'client', 'dismissal'] as const),
];

/**
 * `worker` and `client` are heartbeats; `beat` says that a step goes on; a `dismissal` tells a worker that it was found
 * to answer wrongly, and is to end.
 */
export type MessageKind = (typeof KINDS)[number];

/** What a message says beside its body. */
export interface MessageHeader {
  readonly kind: MessageKind;
  readonly queue: string;
  /** The client whose lease it is; in a heartbeat of a worker the worker. */
  readonly client: string;
  /** The number of the lease in its client; in a heartbeat the number of the heartbeat. */
  readonly number: number;
  readonly attempt: number;
  /** In milliseconds since 1970. */
  readonly expires: number;
  /** Of the lease that is answered, in hexadecimal; empty in other messages. */
  readonly digest: string;
}

export interface Message extends MessageHeader {
  readonly body: Uint8Array;
}

/** What a receiver knows of a message before it comes; what is left out may be anything. */
export type ExpectedMessage = Partial<Omit<MessageHeader, 'expires'>>;

export function encodeMessage(message: Message): Uint8Array {
  const { kind, queue, client, number, attempt, expires, digest, body } = message;
  const header = encodePlainBytes([
    ...[KINDS.indexOf(kind), queue, client],
    ...[number, attempt, expires, digest],
  ]);
  const writer = new ByteWriter();
  writer.natural(PROTOCOL_VERSION);
  writer.natural(header.length);
  writer.append(header);
  writer.append(body);
  return writer.bytes();
}

/**
 * Reads a message whose seal has been found whole.
 *
 * @param now - milliseconds since 1970.
 * @throws MessageError
 */
export function decodeMessage(bytes: Uint8Array, expected: ExpectedMessage, now: number): Message {
  const message = read(bytes);
  for (const [name, value] of Object.entries(expected)) {
    const got = message[name as keyof ExpectedMessage];
    if (got !== value)
      throw new MessageError(
        'address',
        `its ${name} is ${String(got)}, where ${String(value)} was expected`,
      );
  }
  if (message.expires < now) throw new MessageError('expired', 'it has expired');
  return message;
}

function read(bytes: Uint8Array): Message {
  try {
    const reader = new ByteReader(bytes);
    const version = reader.natural();
    if (version !== PROTOCOL_VERSION)
      throw new MessageError(
        'protocol',
        `it is of version ${String(version)} of the protocol, and this is version ${String(PROTOCOL_VERSION)}: install the same version of pincer on clients and workers`,
      );
    const fields = decodePlainBytes(reader.take(reader.natural()));
    if (!Array.isArray(fields) || fields.length !== 7)
      throw new MessageError('shape', 'its header is none');
    const [at, queue, client, number, attempt, expires, digest] = fields as unknown[];
    const kind = KINDS[at as number];
    if (
      kind === undefined ||
      ![queue, client, digest].every((text) => typeof text === 'string') ||
      ![number, attempt, expires].every((n) => Number.isSafeInteger(n) && (n as number) >= 0)
    )
      throw new MessageError('shape', 'its header is none');
    return {
      kind,
      queue: queue as string,
      client: client as string,
      number: number as number,
      attempt: attempt as number,
      expires: expires as number,
      digest: digest as string,
      body: reader.take(reader.left),
    };
  } catch (cause) {
    if (!(cause instanceof SerializationError)) throw cause;
    throw new MessageError('shape', cause.message, { cause });
  }
}
