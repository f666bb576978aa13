/**
 * Plain data as bytes: the form for leases that cross a network.
 *
 * Laws
 * 1. `decodePlainBytes(encodePlainBytes(value))` equals `value`, NaN, the infinities, -0, lone surrogates and every
 *    bigint included; fields of records that are undefined are left out.
 * 2. Any bytes are read whole as plain data, or refused with a SerializationError that names the byte. Nothing is run.
 * 3. A length is compared with what is left before anything of that length is made. Values, depth and the size of a
 *    bigint have limits, so bytes never claim much more memory than they are long.
 * 4. Nothing recurses.
 */
import { LONGEST_INTEGER } from '../exact/dyadic.js';
import { define, SerializationError, walk } from './codec.js';
import { ByteReader, ByteWriter } from './bytes.js';
import { fromMagnitude, toMagnitude } from './magnitude.js';
import type { Plain } from './refiner.js';

/** Lists and records lie within at most this many others. */
const MOST_DEPTH = 1000;
/** A record takes 2 bytes and some 60 in memory: so many values take at most some hundred megabytes. */
const MOST_VALUES = 2 ** 22;

const TAG = {
  ...{ null: 0, false: 1, true: 2, double: 3, natural: 4, negative: 5 },
  ...{ positiveBigint: 6, negativeBigint: 7, text: 8, wideText: 9 },
  ...{ list: 10, record: 11, end: 12 },
} as const;

/** A number that is an integer of at most 31 bits takes one to five bytes, any other nine. */
const SMALL = 2 ** 31;

/**
 * Writes plain data as bytes.
 *
 * @param root - What the value is called in an error.
 * @throws SerializationError naming the field that is not plain, or the limit that it exceeds.
 */
export function encodePlainBytes(value: unknown, root = 'value'): Uint8Array {
  const writer = new ByteWriter();
  let depth = 0;
  let values = 0;
  const count = (): void => {
    if (++values > MOST_VALUES) throw exceeds(root, `${String(MOST_VALUES)} values`);
  };
  walk(value, root, {
    leaf: (leaf) => {
      count();
      writeLeaf(writer, leaf, root);
    },
    open: (list) => {
      count();
      if (++depth > MOST_DEPTH) throw exceeds(root, `a depth of ${String(MOST_DEPTH)}`);
      writer.byte(list ? TAG.list : TAG.record);
    },
    key: (key) => {
      if (key !== undefined) writeText(writer, key);
    },
    close: () => {
      depth--;
      writer.byte(TAG.end);
    },
    refuse: (what, field) => {
      throw new SerializationError(`encodePlainBytes: ${field} is ${what}, not plain data`, field);
    },
  });
  return writer.bytes();
}

/**
 * Reads what {@link encodePlainBytes} wrote.
 *
 * @throws SerializationError for bytes that are those of no plain data, or beyond a limit.
 */
export function decodePlainBytes(bytes: Uint8Array): Plain {
  const reader = new ByteReader(bytes);
  const open: Open[] = [];
  let root: Plain | undefined;
  let values = 0;
  do {
    const top = open.at(-1);
    let tag = reader.byte();
    if (tag === TAG.end) {
      if (top === undefined) throw reader.refused('an end of nothing');
      open.pop();
      continue;
    }
    let key: string | undefined;
    if (top !== undefined && !Array.isArray(top)) {
      key = readText(reader, tag);
      if (Object.hasOwn(top, key)) throw reader.refused('a key twice');
      tag = reader.byte();
    }
    if (++values > MOST_VALUES) throw reader.refused(`more than ${String(MOST_VALUES)} values`);
    const value = readValue(reader, tag);
    if (top === undefined) root = value as Plain;
    else if (Array.isArray(top)) top.push(value);
    else define(top, key!, value);
    if (typeof value === 'object' && value !== null) {
      open.push(value as Open);
      if (open.length > MOST_DEPTH)
        throw reader.refused(`a depth of more than ${String(MOST_DEPTH)}`);
    }
    // Each turn reads a byte at least.
  } while (open.length > 0);
  if (reader.left > 0) throw reader.refused('more bytes than those of the value');
  return root!;
}

type Open = unknown[] | Record<string, unknown>;

function readValue(reader: ByteReader, tag: number): unknown {
  switch (tag) {
    case TAG.null:
      return null;
    case TAG.false:
      return false;
    case TAG.true:
      return true;
    case TAG.double:
      return reader.double();
    case TAG.natural:
      return reader.natural();
    case TAG.negative:
      return -reader.natural() - 1;
    case TAG.positiveBigint:
      return readMagnitude(reader);
    case TAG.negativeBigint:
      return -readMagnitude(reader);
    case TAG.list:
      return [];
    case TAG.record:
      return {};
    default:
      return readText(reader, tag);
  }
}

function readMagnitude(reader: ByteReader): bigint {
  const length = reader.natural();
  if (8 * length > LONGEST_INTEGER) throw reader.refused('a number of too many bits');
  return fromMagnitude(reader.take(length));
}

function readText(reader: ByteReader, tag: number): string {
  if (tag === TAG.text) return reader.text(reader.take(reader.natural()), 'utf-8');
  if (tag === TAG.wideText) return reader.text(reader.take(reader.natural()), 'utf-16le');
  throw reader.refused(`${String(tag)}, which is no tag here`);
}

function writeLeaf(
  writer: ByteWriter,
  leaf: null | boolean | number | string | bigint,
  root: string,
): void {
  switch (typeof leaf) {
    case 'string':
      writeText(writer, leaf);
      break;
    case 'bigint': {
      const magnitude = toMagnitude(leaf < 0n ? -leaf : leaf);
      if (8 * magnitude.length > LONGEST_INTEGER)
        throw exceeds(root, `${String(LONGEST_INTEGER)} bits in a number`);
      writer.byte(leaf < 0n ? TAG.negativeBigint : TAG.positiveBigint);
      writer.natural(magnitude.length);
      writer.append(magnitude);
      break;
    }
    case 'number':
      if (!Number.isInteger(leaf) || Math.abs(leaf) >= SMALL || Object.is(leaf, -0)) {
        writer.byte(TAG.double);
        writer.double(leaf);
      } else {
        writer.byte(leaf < 0 ? TAG.negative : TAG.natural);
        writer.natural(leaf < 0 ? -leaf - 1 : leaf);
      }
      break;
    default:
      writer.byte(leaf === null ? TAG.null : leaf ? TAG.true : TAG.false);
  }
}

/** UTF-8, which has no bytes for half of a surrogate pair: a text with one is written in UTF-16. */
function writeText(writer: ByteWriter, text: string): void {
  const isWide = /\p{Surrogate}/u.test(text);
  writer.byte(isWide ? TAG.wideText : TAG.text);
  const bytes = isWide ? utf16(text) : new TextEncoder().encode(text);
  writer.natural(bytes.length);
  writer.append(bytes);
}

function utf16(text: string): Uint8Array {
  const bytes = new Uint8Array(2 * text.length);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    bytes[2 * i] = unit & 0xff;
    bytes[2 * i + 1] = unit >> 8;
  }
  return bytes;
}

function exceeds(root: string, limit: string): SerializationError {
  return new SerializationError(`encodePlainBytes: ${root} has more than ${limit}`, root);
}
