/**
 * The seal of messages: an HMAC-SHA256 over their raw bytes (RFC 2104), before them.
 *
 * Laws
 * 1. The code is compared in constant time, and before anything of the message is parsed.
 * 2. Messages are sealed with the first key, and opened by each: two keys at once let a fleet change its key.
 * 3. Without a key of its own, a party uses one that everybody knows: its messages are whole, but may be anybody's. A
 *    party with a key refuses them.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { FleetError, MessageError } from './errors.js';

/** What stands before a message. */
export const CODE_BYTES = 32;

/** The fewest bytes of a key. */
export const LEAST_KEY = 32;

const KNOWN_TO_ALL = 'pincer: a fleet without a key of its own';

export class Seal {
  readonly #keys: readonly Uint8Array[];
  /** Whether it has no key of its own. */
  readonly isOpen: boolean;

  /** @param keys - of at least 32 bytes each; none for a party that goes without. */
  constructor(keys: readonly Uint8Array[]) {
    for (const key of keys)
      if (key.length < LEAST_KEY)
        throw new FleetError(
          'key',
          `a key has at least ${String(LEAST_KEY)} bytes, and this one has ${String(key.length)}: make one with \`openssl rand -base64 48\``,
        );
    this.isOpen = keys.length === 0;
    this.#keys = this.isOpen ? [Buffer.from(KNOWN_TO_ALL)] : keys;
  }

  seal(message: Uint8Array): Buffer {
    return Buffer.concat([codeOf(this.#keys[0]!, message), message]);
  }

  /**
   * The message in a sealed one.
   * @param most - the most bytes that it may have.
   * @throws MessageError where its code is that of no key.
   */
  open(sealed: Uint8Array, most: number): Uint8Array {
    if (sealed.length > most + CODE_BYTES)
      throw new MessageError(
        'shape',
        `it has ${String(sealed.length)} bytes, and the most is ${String(most)}`,
      );
    if (sealed.length < CODE_BYTES) throw new MessageError('shape', 'it is too short');
    const code = sealed.subarray(0, CODE_BYTES);
    const message = sealed.subarray(CODE_BYTES);
    let isWhole = false;
    for (const key of this.#keys) if (timingSafeEqual(code, codeOf(key, message))) isWhole = true;
    if (!isWhole)
      throw new MessageError('code', 'it was sealed with another key, or changed on its way');
    return message;
  }
}

function codeOf(key: Uint8Array, message: Uint8Array): Buffer {
  return createHmac('sha256', key).update(message).digest();
}

/** What an answer names the lease by that it answers. */
export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
