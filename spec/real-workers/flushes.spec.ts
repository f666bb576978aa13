/** When bounds that threads have proven move up the graph. */
import { mkdtempSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSession } from '#lib/index.js';
import { combined, defineCombinator, enclosure, refined } from '#lib/refiner.js';
import { answeredAt, staged } from './refiners/staged.js';

const nothing = new Int32Array(new SharedArrayBuffer(4));
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pincer-flushes-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Holds this thread until something is so; ten seconds at most. */
function awaitHere(holds: () => boolean): void {
  const end = performance.now() + 10_000;
  while (!holds() && performance.now() < end) Atomics.wait(nothing, 0, 0, 1);
}

describe('answers of two threads that come together', () => {
  it('move up in one flush, which computes what is above them once', async () => {
    /** The widths that the total was computed from, of its inputs, and that of its grid. */
    const computed: { readonly inputs: readonly number[]; readonly grid: number }[] = [];
    const total = defineCombinator({
      name: 'counted-total',
      version: 1,
      arity: 2,
      combine: ([x, y], width) => {
        computed.push({ inputs: [x, y].map(enclosure.widthLog2), grid: width });
        return enclosure.add(x, y, width);
      },
      sensitivity: () => 0,
    });
    await using session = createSession({ workers: 2, placement: 'thread' });
    const gates = ['a', 'b'].map((name) => join(folder, name));
    const [x, y] = gates.map((gate, nonce) =>
      refined(staged, { gate, free: '', hears: true, part: 1, nonce }),
    );
    const answer = combined(total, null, [x!, y!]).refine({ bits: 40_000 }, { session });
    // Both steps run, each in its thread.
    while (!gates.every((gate) => existsSync(`${gate}.rounds`))) await new Promise(setImmediate);
    const before = computed.length;
    for (const { inputs } of computed) expect(inputs).toEqual([0, 0]);
    for (const gate of gates) writeFileSync(gate, '');
    awaitHere(() => gates.every((gate) => existsSync(answeredAt(gate))));
    expect((await answer).status).toBe('met');
    const after = computed.slice(before);
    // It is never computed from one answer alone, and never twice from the same.
    for (const { inputs } of after) expect(Math.max(...inputs)).toBeLessThan(0);
    expect(new Set(after.map((each) => JSON.stringify(each))).size).toBe(after.length);
  });
});
