/**
 * The refiner contract: plain data in, plain data out, so that a step can run anywhere and run again.
 *
 * Laws (each a property in `pincer/testing`)
 * 1. The bounds contain the true value for every choice of inputs inside the given enclosures; an exact input is the one
 *    choice for its place.
 * 2. The bounds lie inside the bounds that the lease was issued from (the host intersects; a refiner that
 *    widens is reported).
 * 3. A step makes progress or says why not: demand met, blocked on an input (`needs`), converged
 *    exactly (`done: 'exact'`), out of means (`done: 'exhausted'`), or it throws.
 * 4. A step computes at most twice the bits demanded plus 64.
 * 5. The same snapshot gives the same result.
 * 6. The state survives structured clone and the codec.
 * 7. The parts of a step and their values depend on the snapshot alone. So it does not matter who computes them.
 */
import type { Dyadic } from '../exact/dyadic.js';
import type { Enclosure, Log2 } from '../exact/enclosure/enclosure.js';
import type { Estimate } from '../exact/estimate.js';
import type { Rational } from '../exact/rational.js';

/** What states and parameters are made of. */
export type Plain =
  | null
  | boolean
  | number
  | string
  | bigint
  | readonly Plain[]
  | { readonly [key: string]: Plain | undefined };

/**
 * A constraint for params and states: the fields of `T`, each plain data. An `interface` meets it, which has no index
 * signature and so is no {@link Plain}.
 */
export type PlainFields<T> = {
  readonly [Key in keyof T]: T[Key] extends symbol | ((...args: never[]) => unknown)
    ? never
    : T[Key] extends object
      ? PlainFields<T[Key]>
      : T[Key];
};

/** The bounds of `N` inputs; of any number where `N` is `number`. */
export type InputBounds<
  N extends number,
  Made extends readonly Enclosure[] = readonly [],
> = number extends N
  ? readonly Enclosure[]
  : Made['length'] extends N
    ? Made
    : InputBounds<N, readonly [...Made, Enclosure]>;

/** A property that an enclosure may have, from a closed list. */
export interface Predicate {
  /** The enclosure does not contain this point. */
  readonly excludes: Dyadic;
}

/** How narrow the coordinator needs a node now. */
export interface Demand {
  /**
   * Base-2 logarithm of the width wanted. `Infinity` asks for a first look: about 64 significant
   * bits, whatever is cheap.
   */
  readonly width: Log2;
  /** The step may also end as soon as this holds. */
  readonly predicate?: Predicate | undefined;
}

/** How much one lease may do. */
export interface Quantum {
  readonly steps: number;
  readonly milliseconds?: number | undefined;
  /** Log2 of the width down to which every step is certain to be needed: there the lease ends. */
  readonly width?: Log2 | undefined;
}

/** What a step is given. Plain data, but for the two functions. */
export interface StepContext<
  State = Plain,
  Inputs extends readonly Enclosure[] = readonly Enclosure[],
> {
  readonly state: State;
  /** The bounds of the children, one consistent snapshot, in the order of the children. */
  readonly inputs: Inputs;
  /**
   * The inputs that are known to be rational numbers of at most 64 bits above and below, in the order of the children;
   * `undefined` for each other. Absent where there is none.
   */
  readonly exactInputs?: readonly (Rational | undefined)[] | undefined;
  readonly demand: Demand;
  readonly quantum: Quantum;
  /** True once nobody needs this step any more: return what is there. */
  readonly stopRequested: () => boolean;
  /** Publishes bounds before the step ends. Ignored in deterministic mode. */
  readonly report: (bounds: Enclosure) => void;
  /**
   * A place for what is expensive to build and cannot be sent to another thread. The next step of the node
   * may find what this step leaves there, or nothing: a miss costs time and never changes the answer.
   */
  readonly cache?: { value: unknown } | undefined;
  /**
   * The values that {@link Refiner.part} has for parts of this step, in their order. They are computed here, one after
   * the other, or by several slots at once. In that case the step is run again with the values: what it does before it
   * asks should take little time. Parts are worth it from about 200 ms on.
   */
  readonly inParts: (parts: readonly Plain[]) => readonly Plain[];
}

/** What a refiner waits for: input number `input` narrower than `width`, or with a property. */
export interface Need {
  readonly input: number;
  readonly width?: Log2 | undefined;
  readonly predicate?: Predicate | undefined;
}

/** What a step brings. Plain data. */
export interface StepResult<State = Plain> {
  readonly state: State;
  readonly bounds: Enclosure;
  /**
   * The part of the width that is the refiner's own and would remain if the inputs were points.
   * Without it the coordinator charges what the sensitivities of the inputs do not explain.
   */
  readonly ownWidth?: Log2 | undefined;
  /** Declared cost of this step, in units of about a nanosecond; the deterministic mode counts by it. */
  readonly cost?: number | undefined;
  /** `exact`: the bounds cannot be improved and need not be. `exhausted`: they cannot, though they should. */
  readonly done?: 'exact' | 'exhausted' | undefined;
  /** Blocked until these are met. */
  readonly needs?: readonly Need[] | undefined;
  /**
   * Part of an input lies outside the domain, beyond a closed end of it (sqrt of [-1, 1]): the bounds
   * hold on condition that the value is inside.
   */
  readonly conditional?: boolean | undefined;
  /** What the next step will bring. */
  readonly forecast?: { readonly width: Log2; readonly cost: number } | undefined;
  /** Bits of the largest number computed, for the account of bits computed against bits needed. */
  readonly bits?: number | undefined;
}

/** `|f(x) - f(y)| <= 2^factor * |x - y|^exponent` where f has no finite derivative (sqrt at 0: 1/2). */
export interface Modulus {
  readonly factor: Log2;
  readonly exponent: number;
}

/** A method that closes in on a value step by step. `pincer/testing` checks its laws. */
export interface Refiner<
  Params = Plain,
  State = Plain,
  Inputs extends readonly Enclosure[] = readonly Enclosure[],
> {
  /** Unique with `version`; shown in errors, events and `explain`. */
  readonly name: string;
  readonly version: number;
  /** How many inputs it has; any number without it. */
  readonly arity?: Inputs['length'] | undefined;
  /**
   * Whether it replaces another refiner of its name and version that a session already has. Where both come from one
   * `module`, which was loaded again, it does without it. Nodes of the earlier one keep it.
   */
  readonly replace?: boolean | undefined;
  /** Where a host finds this refiner (see `createSession`). Without it the refiner runs inline only. */
  readonly module?: URL | undefined;
  /** Bounds that hold before the first step; the whole line without it. */
  initial?(params: Params): Enclosure;
  /** The state before the first step. */
  start(params: Params): State;
  /** One step: from the state, the inputs and the demand to a new state and bounds. It keeps nothing else. */
  step(context: StepContext<State, Inputs>, params: Params): StepResult<State>;
  /** The value of a part of a step, plain data that depends on its arguments alone. See {@link StepContext.inParts}. */
  part?(part: Plain, params: Params): Plain;
  /**
   * Base-2 logarithm, rounded up, of an upper bound of |df / d input| over the inputs; `Infinity`
   * where there is none.
   */
  sensitivity?(input: number, inputs: Inputs, output: Enclosure, params: Params): Log2;
  /**
   * The value and its slopes at a point, in doubles. With it the first step is planned at the precision of the
   * goal; without it the first step is a first look. Not for functions that jump.
   */
  estimate?: Estimate<Params> | undefined;
  /** Asked where the sensitivity is infinite. */
  modulus?(input: number, inputs: Inputs, output: Enclosure, params: Params): Modulus | undefined;
}
