/**
 * The codec: plain data as JSON text and back.
 *
 * Laws
 * 1. `decodePlain(encodePlain(value))` equals `value`, NaN, the infinities, -0, lone surrogates and
 *    every bigint included; fields of records that are undefined are left out.
 * 2. The text is JSON. What JSON lacks is a record with one tag: `{"$bigint":"-1f"}` (hexadecimal,
 *    because decimal text of a bigint takes quadratic time) or `{"$number":"NaN"}`. A record's own
 *    key that starts with `$` gets one more `$`, so that no record is ever taken for a tag.
 * 3. Nothing recurses: depth is bounded by memory, not by the call stack.
 * 4. What is not plain is refused with the path of the field; nothing is skipped silently.
 */
import { PincerError } from '../exact/errors.js';
import type { Plain } from './refiner.js';
import { fieldPath, isArray, plainKeys, unplain } from './plain.js';
import type { Frame } from './plain.js';

/** A value is not plain data, or a text does not hold plain data. `field` is the path of the culprit. */
export class SerializationError extends PincerError {
  readonly field: string;

  constructor(message: string, field: string, options?: ErrorOptions) {
    super(message, options);
    this.field = field;
  }
}

/** Text of a number that JSON has no literal for. */
const specialNumbers: ReadonlyMap<string, number> = new Map([
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
  ['-0', -0],
]);

/**
 * Finds what keeps a value from being plain data.
 *
 * @param root - What `value` is called at the head of the path, for example `state`.
 * @returns The error that names the first such field, or undefined when the value is plain.
 */
export function findUnplain(value: unknown, root: string): SerializationError | undefined {
  // Most states are a number, and nothing has to be walked.
  if (value === null || typeof value === 'number' || typeof value === 'bigint') return undefined;
  let error: SerializationError | undefined;
  walk(value, root, {
    leaf: () => undefined,
    open: () => undefined,
    key: () => undefined,
    close: () => undefined,
    refuse: (what, field) => {
      error = new SerializationError(`${field} is ${what}, which is not plain data`, field);
    },
  });
  return error;
}

/** Another way to write bigints, for texts that have to be short. */
export interface BigintText {
  /** The tag of its records, which starts with `$`. */
  readonly tag: string;
  /** The text of a bigint; undefined where it is written as `$bigint`. It needs no escapes in JSON. */
  write(value: bigint): string | undefined;
  /** The bigint of a text; undefined where the text is of none. */
  read(text: string): bigint | undefined;
}

/**
 * Writes plain data as JSON text.
 *
 * @param root - What the value is called in an error.
 * @param bigints - How to write bigints where not in hexadecimal; the reader must know it.
 * @throws SerializationError naming the field that is not plain.
 */
export function encodePlain(value: unknown, root = 'value', bigints?: BigintText): string {
  const text: string[] = [];
  walk(value, root, {
    leaf: (leaf) => text.push(leafText(leaf, bigints)),
    open: (list) => text.push(list ? '[' : '{'),
    key: (key, index) => {
      if (index > 0) text.push(',');
      if (key !== undefined) text.push(JSON.stringify(escapeKey(key)), ':');
    },
    close: (list) => text.push(list ? ']' : '}'),
    refuse: (what, field) => {
      throw new SerializationError(`encodePlain: ${field} is ${what}, not plain data`, field);
    },
  });
  return text.join('');
}

/**
 * Reads what {@link encodePlain} wrote.
 *
 * @param bigints - The way in which bigints were written, beside hexadecimal.
 * @throws SerializationError when the text is not JSON or holds a tag that nobody wrote.
 */
export function decodePlain(text: string, bigints?: BigintText): Plain {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text); // V8's parser keeps a stack of its own
  } catch (cause) {
    throw new SerializationError('decodePlain: the text is not JSON', 'value', { cause });
  }
  // Containers are revived in place, outermost first; each is visited once. JSON.parse has made each field one of its own,
  // so that an assignment replaces it whatever its key is.
  const holder: Record<string | number, unknown> = { value: parsed };
  const open: object[] = [holder];
  const revive = (container: Record<string | number, unknown>, key: string | number): void => {
    const value = container[key];
    if (typeof value !== 'object' || value === null) return;
    if (isArray(value)) {
      open.push(value);
      return;
    }
    const revived = reviveRecord(value as Record<string, unknown>, bigints);
    if (revived !== value) container[key] = revived;
    if (typeof revived === 'object') open.push(revived);
  };
  for (let container = open.pop(); container !== undefined; container = open.pop()) {
    const fields = container as Record<string | number, unknown>;
    if (isArray(container)) for (let i = 0; i < container.length; i++) revive(fields, i);
    else for (const key in fields) revive(fields, key);
  }
  return holder['value'] as Plain;
}

/** What a walk reports of plain data, depth first. */
export interface Visitor {
  leaf(value: null | boolean | number | string | bigint): void;
  open(list: boolean): void;
  /** Before each member: its key (undefined in an array) and its position. */
  key(key: string | undefined, index: number): void;
  close(list: boolean): void;
  refuse(what: string, field: string): void;
}

/** Visits plain data depth first with a stack of its own; ends at the first thing that is not plain. */
export function walk(value: unknown, root: string, visitor: Visitor): void {
  const frames: Frame[] = [];
  const ancestors = new Set<object>();
  let current = value;
  for (;;) {
    const refusal = unplain(current, ancestors);
    if (refusal !== undefined) {
      visitor.refuse(refusal, fieldPath(root, frames));
      return;
    }
    if (typeof current === 'object' && current !== null) {
      const list = isArray(current);
      visitor.open(list);
      ancestors.add(current);
      const keys = list ? undefined : plainKeys(current);
      frames.push({
        container: current,
        keys,
        length: keys?.length ?? (current as []).length,
        next: 0,
      });
    } else {
      visitor.leaf(current as null | boolean | number | string | bigint);
    }
    let top = frames.at(-1);
    while (top !== undefined && top.next === top.length) {
      visitor.close(top.keys === undefined);
      ancestors.delete(top.container);
      frames.pop();
      top = frames.at(-1);
    }
    if (top === undefined) return;
    const key = top.keys?.[top.next];
    visitor.key(key, top.next);
    current = (top.container as Record<string | number, unknown>)[key ?? top.next];
    top.next += 1;
  }
}

/** A value that is no record and no array as JSON text, as {@link encodePlain} writes it. */
export function leafText(
  value: null | boolean | number | string | bigint,
  bigints?: BigintText,
): string {
  switch (typeof value) {
    case 'bigint': {
      const short = bigints?.write(value);
      if (short !== undefined) return `{"${bigints!.tag}":"${short}"}`;
      return `{"$bigint":"${value.toString(16)}"}`;
    }
    case 'number':
      if (Object.is(value, -0)) return '{"$number":"-0"}';
      return Number.isFinite(value) ? String(value) : `{"$number":"${String(value)}"}`;
    default:
      return JSON.stringify(value);
  }
}

function escapeKey(key: string): string {
  return key.startsWith('$') ? `$${key}` : key;
}

/** The bigint or number behind a tag, or the record with its keys unescaped. */
function reviveRecord(
  record: Record<string, unknown>,
  bigints: BigintText | undefined,
): object | bigint | number {
  if (!hasEscapes(record)) return record;
  const keys = Object.keys(record);
  const [tag] = keys;
  if (keys.length === 1 && (tag === '$bigint' || tag === '$number' || tag === bigints?.tag)) {
    const payload = record[tag!];
    const read = tag === bigints?.tag ? bigints!.read.bind(bigints) : readerOf(tag);
    const value = typeof payload === 'string' ? read(payload) : undefined;
    if (value === undefined) {
      throw new SerializationError(`decodePlain: ${tag!} does not hold a number`, tag!);
    }
    return value;
  }
  const unescaped: Record<string, unknown> = {};
  for (const key of keys) {
    if (key.startsWith('$') && !key.startsWith('$$')) {
      throw new SerializationError(`decodePlain: ${key} is not a tag of this codec`, key);
    }
    define(unescaped, key.startsWith('$') ? key.slice(1) : key, record[key]);
  }
  return unescaped;
}

/** Whether a record that JSON.parse has made has a key that starts with `$`. */
function hasEscapes(record: object): boolean {
  for (const key in record) if (key.startsWith('$')) return true;
  return false;
}

function readerOf(tag: string | undefined): (payload: string) => bigint | number | undefined {
  return tag === '$number' ? (payload) => specialNumbers.get(payload) : readHexadecimal;
}

function readHexadecimal(payload: string): bigint | undefined {
  if (!/^-?[0-9a-f]+$/.test(payload)) return undefined;
  return payload.startsWith('-') ? -BigInt(`0x${payload.slice(1)}`) : BigInt(`0x${payload}`);
}

/** Assigns even the key `__proto__` as an ordinary field. */
export function define(target: object, key: string | number, value: unknown): void {
  Object.defineProperty(target, key, {
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  });
}
