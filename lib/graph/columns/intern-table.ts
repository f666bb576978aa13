import type { NodeId } from '../node.js';
import { FIRST_LENGTH, grown } from './growth.js';
import { integers } from './slab.js';

/**
 * An open-addressing table from structural hashes to nodes. It keeps every node that it holds. It only finds
 * nodes; what equality means is the caller's decision.
 */
export class InternTable {
  // Slots hold node + 1; 0 is free. The capacity is a power of two, at most half full.
  #slots = integers(2 * FIRST_LENGTH);
  #hashes = integers(FIRST_LENGTH);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** The node with this hash for which `same` holds, or undefined. */
  find(hash: number, same: (node: NodeId) => boolean): NodeId | undefined {
    const mask = this.#slots.length - 1;
    // Linear probing ends at a free slot: at most half of them are taken.
    for (let i = hash & mask; ; i = (i + 1) & mask) {
      const entry = this.#slots[i]!;
      if (entry === 0) return undefined;
      if (this.#hashes[entry - 1] === hash && same(entry - 1)) return entry - 1;
    }
  }

  add(hash: number, node: NodeId): void {
    if (2 * (this.#count + 1) > this.#slots.length) this.#rehash();
    this.#hashes = grown(this.#hashes, node + 1);
    this.#hashes[node] = hash;
    this.#place(hash, node);
    this.#count++;
  }

  #place(hash: number, node: NodeId): void {
    const mask = this.#slots.length - 1;
    let i = hash & mask;
    while (this.#slots[i] !== 0) i = (i + 1) & mask;
    this.#slots[i] = node + 1;
  }

  #rehash(): void {
    const old = this.#slots;
    this.#slots = new Int32Array(old.length * 2);
    for (const entry of old) if (entry !== 0) this.#place(this.#hashes[entry - 1]!, entry - 1);
  }
}

/** Mixes one more 32-bit word into a hash (the finaliser of MurmurHash3, word by word). */
export function mix(hash: number, word: number): number {
  let h = Math.imul(hash ^ word, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** A hash of text. */
export function hashText(text: string): number {
  let h = 0x9747b28c;
  for (let i = 0; i < text.length; i++) h = mix(h, text.charCodeAt(i));
  return h;
}
