/** A refiner of one third whose steps meet with accidents, as their parameters say. */
import { existsSync, writeFileSync } from 'node:fs';
import type { Plain, Refiner } from 'pincer/refiner';

/** What befalls a step: the first three the first time only, the last one whenever it is tried. */
export type Accident = 'exit' | 'uncaught' | 'hang' | 'throw';

export interface Mishaps {
  /** The folder in which steps note that they have met with their accident. */
  readonly folder: string;
  /** The number of the leaf. */
  readonly leaf: number;
  /** The accidents, one a step; `none` for none. */
  readonly accidents: readonly (Accident | 'none')[];
  readonly [key: string]: Plain;
}

/** Bits that one step brings. */
export const BITS_A_STEP = 8;

const module = new URL(import.meta.url);

function befall(accident: Accident, marker: string): void {
  if (accident === 'throw') throw new RangeError('a step that throws');
  if (existsSync(marker)) return;
  writeFileSync(marker, '');
  if (accident === 'exit') process.exit(1);
  if (accident === 'uncaught') {
    setImmediate(() => {
      throw new RangeError('thrown outside of any step');
    });
    // Long enough that the error comes before the answer of a later lease at the latest.
    return;
  }
  for (;;) if (performance.now() < 0) return;
}

function make(name: string): Refiner<Mishaps, number> {
  return {
    name,
    version: 1,
    module,
    initial: () => ({ kind: 'narrow', lo: 0n, width: 1, exp: 0 }),
    start: () => 0,
    step: ({ state }, { folder, leaf, accidents }) => {
      const accident = accidents[state] ?? 'none';
      if (accident !== 'none') befall(accident, `${folder}/${String(leaf)}-${String(state)}`);
      const bits = (state + 1) * BITS_A_STEP;
      return {
        state: state + 1,
        bounds: { kind: 'narrow', lo: (1n << BigInt(bits)) / 3n, width: 1, exp: -bits },
        bits,
      };
    },
  };
}

export const onThread = make('mishap-on-thread');
export const inProcess = make('mishap-in-process');
