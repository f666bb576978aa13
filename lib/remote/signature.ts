/**
 * Who a worker is: a pair of keys (Ed25519, RFC 8032), made when it starts. Its name is the digest of the public one, so
 * no other worker can answer in its name, not even one that holds the key of the fleet.
 */
import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { MessageError } from './errors.js';
import { digestOf } from './seal.js';

const SIGNATURE_BYTES = 64;
const PUBLIC_BYTES = 32;
/** What stands before the 32 bytes of a public key in its DER form (RFC 8410). */
const PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** Of its digest, the hexadecimal digits that make the name. */
const NAME_DIGITS = 32;

export class Signer {
  readonly name: string;
  readonly #private: KeyObject;
  readonly #public: Buffer;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    this.#private = privateKey;
    this.#public = publicKey.export({ type: 'spki', format: 'der' }).subarray(PREFIX.length);
    this.name = nameOf(this.#public);
  }

  /**
   * The content, signed.
   * @param context - what else the signature covers, which does not travel in it.
   */
  sign(context: string, content: Uint8Array): Buffer {
    const signature = sign(null, covered(context, content), this.#private);
    return Buffer.concat([this.#public, signature, content]);
  }
}

/** What was signed, and the name of who did. */
export interface Signed {
  readonly name: string;
  readonly content: Uint8Array;
}

/** @throws MessageError where the signature is not that of the key beside it. */
export function verified(context: string, signed: Uint8Array): Signed {
  if (signed.length < PUBLIC_BYTES + SIGNATURE_BYTES)
    throw new MessageError('sender', 'it is not signed');
  const raw = signed.subarray(0, PUBLIC_BYTES);
  const signature = signed.subarray(PUBLIC_BYTES, PUBLIC_BYTES + SIGNATURE_BYTES);
  const content = signed.subarray(PUBLIC_BYTES + SIGNATURE_BYTES);
  if (!verify(null, covered(context, content), publicKey(raw), signature))
    throw new MessageError('sender', 'its signature is not that of its sender');
  return { name: nameOf(raw), content };
}

const known = new Map<string, KeyObject>();

/** The keys of a fleet are few, and take longer to read than a signature to verify. */
function publicKey(raw: Uint8Array): KeyObject {
  const name = Buffer.from(raw).toString('hex');
  let key = known.get(name);
  if (key === undefined) {
    if (known.size >= 1024) known.clear();
    try {
      key = createPublicKey({ key: Buffer.concat([PREFIX, raw]), type: 'spki', format: 'der' });
    } catch (cause) {
      throw new MessageError('sender', 'the key of its sender is none', { cause });
    }
    known.set(name, key);
  }
  return key;
}

/** A digest: long contents are digested faster than signed. Two digests in a row have no ambiguous ends. */
function covered(context: string, content: Uint8Array): Buffer {
  return Buffer.from(digestOf(Buffer.from(context)) + digestOf(content));
}

function nameOf(raw: Uint8Array): string {
  return digestOf(raw).slice(0, NAME_DIGITS);
}
