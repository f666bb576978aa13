import { decodePlainBytes } from '../../refiners/plain-bytes.js';
import { MessageError } from '../../remote/errors.js';
import { decodeMessage } from '../../remote/message.js';
import type { Seal } from '../../remote/seal.js';
import { MOST_BYTES } from '../options.js';

/** What is published to all workers. */
export type Published =
  /** The lease of that digest is to stop, from a position in its chain on. */
  | { readonly kind: 'stop'; readonly digest: string; readonly from: number }
  /** The worker of that name was found to lie. */
  | { readonly kind: 'dismissal'; readonly worker: unknown };

/** Reads what was published, by whomever. @throws MessageError or SerializationError for what is refused. */
export function publishedOf(sealed: Buffer, seal: Seal, queue: string): Published {
  const bytes = seal.open(sealed, MOST_BYTES);
  const { kind, digest, body } = decodeMessage(bytes, { queue }, Date.now());
  const said: unknown = decodePlainBytes(body);
  if (kind === 'dismissal') return { kind, worker: said };
  if (kind !== 'stop') throw new MessageError('address', `it is a ${kind}, which is not published`);
  if (!Number.isSafeInteger(said) || (said as number) < 0)
    throw new MessageError('shape', 'it holds no position');
  return { kind, digest, from: said as number };
}
