/**
 * Combinators of a user's own: what they are given, what they answer, and the combinator that the graph has of them.
 *
 * Laws
 * 1. `combine` contains `f(x1, ..., xn)` for all `xi` inside the inputs, and adds at most `2^width` by rounding.
 * 2. What a definition answers is checked: anything but an enclosure, and whatever it throws, is an error of the node.
 * 3. Without a sensitivity the error estimate has none, so every input is asked for significant bits. A secant through
 *    `combine` in doubles ranks the inputs, and proves nothing; with a sensitivity its value at points does so.
 */
import type { Enclosure, Log2 } from '../exact/enclosure/enclosure.js';
import { point } from '../exact/enclosure/ends.js';
import { roundTo } from '../exact/enclosure/outward.js';
import { isEnclosure } from '../exact/enclosure/recognition.js';
import { fromDouble } from '../exact/double.js';
import { describeInput } from '../exact/decimal/constant-input.js';
import { PincerError } from '../exact/errors.js';
import { estimateBy } from '../exact/estimate.js';
import type { Estimate } from '../exact/estimate.js';
import { Interrupted } from '../exact/interruption.js';
import type { Rational } from '../exact/rational.js';
import type { Combinator } from './combinator.js';

/** What combines the bounds of its inputs at once: a passive node without steps or a state. */
export interface CombinatorDefinition<
  Params = unknown,
  Inputs extends readonly Enclosure[] = readonly Enclosure[],
> {
  /** Unique with `version`; shown in errors and `explain`. */
  readonly name: string;
  readonly version: number;
  /** How many inputs it has; any number without it. */
  readonly arity?: Inputs['length'] | undefined;
  /**
   * Whether it replaces another combinator of its name and version that a session already has. Where both come from one
   * `module`, which was loaded again, it does without it. Nodes of the earlier one keep it.
   */
  readonly replace?: boolean | undefined;
  /** Where it is defined: what is loaded again from there replaces it. */
  readonly module?: URL | undefined;
  /**
   * Contains f of all choices of numbers inside the inputs, and narrows as they do.
   *
   * @param width - Log2 of what rounding may add to the width; `Infinity` leaves 64 significant bits.
   */
  combine(inputs: Inputs, width: Log2, params: Params): Enclosure;
  /** f of exact rationals where it is a rational; `undefined` where it is none. A value that folds has no node. */
  fold?(
    inputs: { readonly [Input in keyof Inputs]: Rational },
    params: Params,
  ): Rational | undefined;
  /** Base-2 logarithm, rounded up, of an upper bound of |df / d input| over the inputs; `Infinity` for none. */
  sensitivity?(input: number, inputs: Inputs, output: Enclosure, params: Params): Log2;
  /** The value and its slopes at a point, in doubles that prove nothing; a secant through `combine` without it. */
  readonly estimate?: Estimate<Params> | undefined;
}

/** A combinator of a user's own threw, or answered what is no enclosure. Its cause is what it threw. */
export class CombinatorFailedError extends PincerError {
  /** Its name and version. */
  readonly combinator: string;

  constructor(combinator: string, detail: string, options?: ErrorOptions) {
    super(`combinator ${combinator} ${detail}`, options);
    this.combinator = combinator;
  }
}

const made = new WeakMap<object, Combinator>();

/** The combinator of a definition: the same one each time. */
export function combinatorOf(definition: CombinatorDefinition): Combinator {
  let combinator = made.get(definition);
  if (combinator === undefined) {
    combinator = newCombinator(definition);
    made.set(definition, combinator);
  }
  return combinator;
}

/** The name of the combinator in messages; no built-in one has a version. */
export function combinatorName({ name, version }: CombinatorDefinition): string {
  return `${name}@${String(version)}`;
}

function newCombinator(definition: CombinatorDefinition): Combinator {
  const name = combinatorName(definition);
  const combine = (inputs: readonly Enclosure[], width: Log2, params: unknown): Enclosure => {
    const answer: unknown = called(name, 'combine', () =>
      definition.combine(inputs, width, params),
    );
    if (isEnclosure(answer)) return answer;
    throw new CombinatorFailedError(
      name,
      `answered ${describeInput(answer)}, which is no enclosure`,
    );
  };
  const { replace, module } = definition;
  return {
    ...{ name, replace, module },
    // One unit by the definition and one here, of half the size at each end, make the two of law 3 of combinators.
    combine: (inputs, grid, params) => roundTo(combine(inputs, grid, params), grid - 1),
    sensitivities(inputs, output, params, into) {
      for (let i = 0; i < inputs.length; i++) {
        into[i] = definition.sensitivity
          ? checkedSensitivity(name, () => definition.sensitivity!(i, inputs, output, params))
          : Infinity;
      }
    },
    estimate: definition.estimate ?? pointEstimate(definition, combine),
  };
}

function checkedSensitivity(name: string, ask: () => Log2): Log2 {
  const answer: unknown = called(name, 'sensitivity', ask);
  if (typeof answer === 'number' && !Number.isNaN(answer)) return answer;
  throw new CombinatorFailedError(name, `has the sensitivity ${String(answer)}`);
}

/** What the definition throws becomes an error of the node; mathematical errors stay as they are. */
function called<T>(name: string, method: string, call: () => T): T {
  try {
    return call();
  } catch (cause) {
    // A computation that was told to stop throws too.
    if (cause instanceof PincerError || cause instanceof Interrupted) throw cause;
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new CombinatorFailedError(name, `threw in ${method}: ${text}`, { cause });
  }
}

/** The step of a secant, beside the magnitude of the input. */
const SECANT_STEP = 2 ** -20;

/** The value by `combine` at points; the slopes by the sensitivities there, or by secants where there are none. */
function pointEstimate(
  definition: CombinatorDefinition,
  combine: (inputs: readonly Enclosure[], width: Log2, params: unknown) => Enclosure,
): Estimate {
  const value = (inputs: readonly number[], params: unknown): number =>
    estimateBy(() => combine(pointsAt(inputs), Infinity, params));
  return {
    value,
    slope(input, inputs, at, params) {
      if (definition.sensitivity !== undefined) {
        try {
          const output = point(fromDouble(at));
          return 2 ** definition.sensitivity(input, pointsAt(inputs), output, params);
        } catch {
          return NaN;
        }
      }
      const x = inputs[input]!;
      const step = (Math.abs(x) || 1) * SECANT_STEP;
      const beside = inputs.map((other, i) => (i === input ? x + step : other));
      return Math.abs((value(beside, params) - at) / step);
    },
  };
}

const pointsAt = (inputs: readonly number[]): Enclosure[] =>
  inputs.map((input) => point(fromDouble(input)));
