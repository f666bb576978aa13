import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MessageError } from '#lib/remote/errors.js';
import { decodeMessage, encodeMessage, KINDS, PROTOCOL_VERSION } from '#lib/remote/message.js';
import type { Message } from '#lib/remote/message.js';
import { digestOf, Seal } from '#lib/remote/seal.js';
import { Signer, verified } from '#lib/remote/signature.js';
import { runs } from '#spec/support/effort.js';

const key = Buffer.alloc(32, 'k');
const seal = new Seal([key]);
const NOW = 1000;
const MOST = 1 << 20;

const message: Message = {
  ...{ kind: 'answer', queue: 'q', client: 'c', number: 7, attempt: 1, expires: NOW },
  digest: digestOf(Buffer.from('lease')),
  body: Uint8Array.from([1, 2, 3]),
};
const { kind, queue, client, number, attempt, digest } = message;
const expected = { kind, queue, client, number, attempt, digest };

/** The fault for which a message is refused; undefined where it is taken. */
function faultOf(
  sealed: Uint8Array,
  of: Seal = seal,
  wanted: object = expected,
): string | undefined {
  try {
    decodeMessage(of.open(sealed, MOST), wanted, NOW);
    return undefined;
  } catch (error) {
    if (error instanceof MessageError) return error.fault;
    throw error;
  }
}

const sealed = (changes: Partial<Message> = {}): Buffer =>
  seal.seal(encodeMessage({ ...message, ...changes }));

describe('a message', () => {
  it('comes back as it was sent', () => {
    expect(decodeMessage(seal.open(sealed(), MOST), expected, NOW)).toEqual(message);
  });

  it.each(KINDS)('of kind %s is refused where it is replayed, reflected or swapped', (kind) => {
    const own = { ...expected, kind };
    expect(faultOf(sealed({ kind }), seal, own)).toBeUndefined();
    for (const other of KINDS)
      if (other !== kind) expect(faultOf(sealed({ kind: other }), seal, own)).toBe('address');
    const swaps = [
      { queue: 'other' },
      { client: 'd' },
      { number: 8 },
      { attempt: 2 },
      { digest: digestOf(Buffer.from('another lease')) },
    ];
    for (const swap of swaps) expect(faultOf(sealed({ kind, ...swap }), seal, own)).toBe('address');
    expect(faultOf(sealed({ kind, expires: NOW - 1 }), seal, own)).toBe('expired');
  });

  it.each(KINDS)(
    'of kind %s is refused before it is parsed, wherever it is cut or changed',
    (kind) => {
      const whole = sealed({ kind });
      const own = { ...expected, kind };
      for (let length = 0; length < whole.length; length++)
        expect(['code', 'shape']).toContain(faultOf(whole.subarray(0, length), seal, own));
      for (let at = 0; at < whole.length; at++) {
        const changed = Buffer.from(whole);
        changed[at]! ^= 1;
        expect(faultOf(changed, seal, own)).toBe('code');
      }
      expect(() => seal.open(whole, whole.length - 33)).toThrow(/the most is/);
    },
  );

  it('is read or refused as a message, whatever bytes a holder of the key seals', () => {
    const whole = encodeMessage(message);
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 255 }), fc.uint8Array(), (at, change, bytes) => {
        const changed = Buffer.from(whole);
        changed[at % whole.length]! ^= change;
        faultOf(seal.seal(changed));
        expect(faultOf(seal.seal(bytes))).toBeDefined();
      }),
      { numRuns: runs(500) },
    );
  });

  it('of another version of the protocol says so, whatever follows the version', () => {
    const other = seal.seal(Uint8Array.from([PROTOCOL_VERSION + 1, 0xff, 0xff]));
    expect(faultOf(other)).toBe('protocol');
    expect(() => decodeMessage(seal.open(other, MOST), {}, NOW)).toThrow(
      /install the same version/,
    );
  });
});

describe('a seal', () => {
  it('is opened by either of two keys, so that a fleet can change its key, and by no other', () => {
    const next = Buffer.alloc(48, 'n');
    expect(faultOf(sealed(), new Seal([next, key]))).toBeUndefined();
    expect(
      faultOf(new Seal([next]).seal(encodeMessage(message)), new Seal([next, key])),
    ).toBeUndefined();
    expect(faultOf(sealed(), new Seal([next]))).toBe('code');
  });

  it('without a key of its own is refused by who has one, and refuses theirs', () => {
    const open = new Seal([]);
    expect(open.isOpen).toBe(true);
    expect(faultOf(open.seal(encodeMessage(message)), open)).toBeUndefined();
    expect(faultOf(open.seal(encodeMessage(message)))).toBe('code');
    expect(faultOf(sealed(), open)).toBe('code');
  });

  it('takes no short key', () => {
    expect(() => new Seal([Buffer.alloc(31)])).toThrow(/at least 32 bytes, and this one has 31/);
  });
});

describe('the signature of a worker', () => {
  const signer = new Signer();
  const content = Buffer.from('bounds');

  it('names who signed, for what was signed alone', () => {
    const signed = signer.sign('lease 7', content);
    expect(verified('lease 7', signed)).toEqual({ name: signer.name, content });
    expect(() => verified('lease 8', signed)).toThrow(MessageError);
    for (let at = 0; at < signed.length; at++) {
      const changed = Buffer.from(signed);
      changed[at]! ^= 1;
      expect(() => verified('lease 7', changed)).toThrow(MessageError);
      expect(() => verified('lease 7', signed.subarray(0, at))).toThrow(MessageError);
    }
    expect(new Signer().name).not.toBe(signer.name);
  });
});
