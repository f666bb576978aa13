/**
 * The memory that nodes take, as well as it can be estimated from outside the engine: the arrays of the graph
 * and the digits of numbers are counted, the engine's own words for objects are estimated.
 */
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { bitLength } from '../../exact/integer.js';

/**
 * One entry in each column of the graph and of what the coordinator and the plan keep by node, for a node that was in
 * use, with the table of nodes half full: 96 bytes, 88 of the predictor, and 8. A quarter more, since columns double as
 * they grow and are between half full and full.
 */
export const BYTES_A_NODE = 240;

/** Child, parent and the two links of a parent edge, four bytes each. */
export const BYTES_AN_EDGE = 16;

/** One entry in each column of the records of refiners, of one input. */
export const BYTES_A_REFINER = 80;

/** A field of an object, or an element of an array: a word of 64 bits. */
const WORD = 8;

/** An object beside its fields, and a BigInt beside its digits, in V8: its map, its length or hash, and what refers to it. */
const OBJECT = 4 * WORD;

/** Bytes of an integer of any length. */
function bytesOfInteger(n: bigint): number {
  return OBJECT + WORD * Math.ceil(bitLength(n) / 64);
}

/** Bytes of an enclosure. */
export function bytesOfEnclosure(x: Enclosure): number {
  if (x.kind === 'narrow') return OBJECT + 4 * WORD + bytesOfInteger(x.lo);
  return bytesOfValue(x);
}

/** Of frozen parameters, which many nodes share: those of the square root, for instance. */
const bytesOfFrozen = new WeakMap<object, number>();

/** Bytes of the parameters of a node. */
export function bytesOfParameters(params: unknown): number {
  if (params === null) return 0;
  if (typeof params !== 'object' || !Object.isFrozen(params)) return bytesOfValue(params);
  let bytes = bytesOfFrozen.get(params);
  if (bytes === undefined) {
    bytes = bytesOfValue(params);
    bytesOfFrozen.set(params, bytes);
  }
  return bytes;
}

/** Bytes of plain data: of a state, or of parameters. A part that is shared counts each time it is met. */
export function bytesOfValue(value: unknown): number {
  if (value === null) return WORD;
  let bytes = 0;
  const open: unknown[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === 'bigint') bytes += bytesOfInteger(next);
    else if (typeof next === 'string') bytes += OBJECT + 2 * next.length;
    else if (typeof next !== 'object' || next === null) bytes += WORD;
    else {
      const parts: unknown[] = Array.isArray(next) ? next : Object.values(next);
      bytes += OBJECT + WORD * parts.length;
      for (const part of parts) {
        // Parts of other types fit in the word that was counted.
        if (typeof part === 'bigint' || typeof part === 'string' || typeof part === 'object') {
          if (part !== null) open.push(part);
        }
      }
    }
  }
  return bytes;
}
