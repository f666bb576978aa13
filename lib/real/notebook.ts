/**
 * What a notebook of Deno shows where a cell ends with a Real, a result, its bounds or a trace.
 *
 * Law: nothing is shown that takes longer than {@link LONGEST}: what is proven by then is shown.
 */
import { displayed } from '../observe/pictures/notebook.js';
import type { Displayed } from '../observe/pictures/notebook.js';
import { Trace } from '../observe/trace/trace.js';
import { Real } from './real.js';
import { Bounds } from './refinement/bounds.js';
import { RefinementResult } from './refinement/result.js';

/** Of a Real; toString prints as many. */
const DIGITS = 20;
/** Milliseconds. */
const LONGEST = 1000;

/**
 * Has notebooks of Deno show values as they are, without {@link displayed} around each: a Real as a table of its first 20
 * digits, or of the bounds that it has after a second; results and bounds as tables; a trace as its pictures. Call it
 * once, in the first cell. It gives the classes of these values the method by which Deno asks a value how to show it,
 * and says so by a call since an import alone changes nothing.
 */
export function displayInNotebooks(): void {
  install(Real, async (x: Real) =>
    displayed(await x.refine({ digits: DIGITS }, { timeout: LONGEST })),
  );
  install(RefinementResult, (result: RefinementResult) => displayed(result));
  install(Bounds, (bounds: Bounds) =>
    displayed({
      ...{ status: 'met', reason: null, digits: null, rounding: null, rational: null, error: null },
      ...{ bounds, toString: () => bounds.toString() },
    }),
  );
  install(Trace, (trace: Trace) => displayed(trace));
}

function install<Value extends object>(
  { prototype }: { readonly prototype: Value },
  shown: (value: Value) => Displayed | Promise<Displayed>,
): void {
  Object.defineProperty(prototype, Symbol.for('Jupyter.display'), {
    async value(this: Value) {
      return (await shown(this)).media();
    },
    configurable: true,
    writable: true,
  });
}
