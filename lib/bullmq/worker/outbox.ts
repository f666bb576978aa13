/** What a worker sends to clients: answers, early bounds and beats, each sealed, into the list of its client. */
import type { Redis } from 'ioredis';
import type { Settlement } from '../../coordinator/leases/lease.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { toErrorData } from '../../execution/host/error-data.js';
import { encodeSettlementBytes } from '../../execution/host/lease-codec.js';
import { encodePlainBytes } from '../../refiners/plain-bytes.js';
import { encodeMessage } from '../../remote/message.js';
import type { MessageHeader } from '../../remote/message.js';
import type { Seal } from '../../remote/seal.js';
import type { Signer } from '../../remote/signature.js';
import { signedContext } from '../bodies.js';
import type { Names } from '../names.js';
import { MOST_BYTES } from '../options.js';

/** How long answers wait for their client, in milliseconds. */
const REPLY_LIFE = 600_000;

/**
 * Sends a message to a client unless that has gone, since nobody would ever take it then. The list is no key of the
 * script, which whoever calls it would have to be allowed to read.
 */
const SEND = `
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return end
redis.call('RPUSH', ARGV[2], ARGV[3])
redis.call('PEXPIRE', ARGV[2], ARGV[4])`;

/** Of which lease a message is. */
export type Address = Omit<MessageHeader, 'expires' | 'kind'>;

export class Outbox {
  readonly #redis: Redis;
  readonly #seal: Seal;
  readonly #names: Names;
  readonly #signer: Signer;

  /** @param redis - the connection that completes jobs, so that an answer comes before the end of its job. */
  constructor(redis: Redis, seal: Seal, names: Names, signer: Signer) {
    this.#redis = redis;
    this.#seal = seal;
    this.#names = names;
    this.#signer = signer;
  }

  answer(address: Address, settlement: Settlement): Promise<void> {
    return this.#send('answer', address, this.#sign('answer', address, contentOf(settlement)));
  }

  report(address: Address, bounds: Enclosure): Promise<void> {
    const content = encodePlainBytes(bounds);
    return this.#send('report', address, this.#sign('report', address, content));
  }

  beat(address: Address): Promise<void> {
    return this.#send('beat', address, new Uint8Array(0));
  }

  #sign(kind: 'answer' | 'report', address: Address, content: Uint8Array): Uint8Array {
    return this.#signer.sign(signedContext({ kind, ...address }), content);
  }

  async #send(kind: MessageHeader['kind'], address: Address, body: Uint8Array): Promise<void> {
    const expires = Date.now() + REPLY_LIFE;
    const sealed = this.#seal.seal(encodeMessage({ ...address, kind, expires, body }));
    const { client } = address;
    const { clients, reply } = this.#names;
    await this.#redis.call('eval', SEND, 1, clients, client, reply(client), sealed, REPLY_LIFE);
  }
}

/** A settlement that cannot travel is a failure that says why. */
function contentOf(settlement: Settlement): Uint8Array {
  try {
    const content = encodeSettlementBytes(settlement);
    if (content.length <= MOST_BYTES - 1024) return content;
    throw new RangeError(
      `the answer has ${String(content.length)} bytes, more than ${String(MOST_BYTES)}`,
    );
  } catch (error) {
    return encodeSettlementBytes({ kind: 'failed', error: toErrorData(error) });
  }
}
