/** Bytes written and read one field at a time. A reader checks every length against what is left. */
import { SerializationError } from './codec.js';

export class ByteWriter {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  /** A safe integer of at least 0: seven bits per byte, lowest first. */
  natural(value: number): void {
    let rest = value;
    for (; rest > 0x7f; rest = Math.floor(rest / 128)) this.byte((rest % 128) | 0x80);
    this.byte(rest);
  }

  double(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value);
    this.#length += 8;
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** What was written so far. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    if (this.left < 1) throw this.refused('the end of the bytes, where more follow');
    return this.#bytes[this.#at++]!;
  }

  /** @throws SerializationError also for an integer that is not safe. */
  natural(): number {
    let value = 0;
    // 2^53 takes eight bytes.
    for (let scale = 1; scale < 2 ** 56; scale *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte <= 0x7f && Number.isSafeInteger(value)) return value;
      if (byte <= 0x7f) break;
    }
    throw this.refused('an integer beyond 2^53');
  }

  double(): number {
    if (this.left < 8) throw this.refused('the end of the bytes, where a number follows');
    this.#at += 8;
    return this.#view.getFloat64(this.#at - 8);
  }

  /** The next bytes; not a copy. */
  take(length: number): Uint8Array {
    if (length > this.left)
      throw this.refused(
        `a length of ${String(length)}, where ${String(this.left)} bytes are left`,
      );
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  text(bytes: Uint8Array, encoding: 'utf-8' | 'utf-16le'): string {
    if (encoding === 'utf-16le') return fromUtf16(bytes, this);
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw this.refused('bytes that are no text');
    }
  }

  refused(what: string): SerializationError {
    const field = `byte ${String(this.#at)}`;
    return new SerializationError(`bytes of plain data: ${field} has ${what}`, field);
  }
}

/** TextDecoder replaces halves of surrogate pairs, so it does not serve here. */
function fromUtf16(bytes: Uint8Array, reader: ByteReader): string {
  if (bytes.length % 2 !== 0) throw reader.refused('half of a character');
  const parts: string[] = [];
  const units: number[] = [];
  for (let i = 0; i < bytes.length; i += 2) {
    units.push(bytes[i]! | (bytes[i + 1]! << 8));
    if (units.length === 4096) parts.push(String.fromCharCode(...units.splice(0)));
  }
  return parts.join('') + String.fromCharCode(...units);
}
