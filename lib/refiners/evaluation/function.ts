/**
 * What a function is: one table entry, from which `functionRefiner` makes a refiner.
 *
 * Laws
 * 1. `evaluate` contains f of every choice of points of the inputs that lie in the domain.
 * 2. Inputs without a point of the domain throw a DomainError that names the function, the argument
 *    and the domain. A pole or an open end of the domain among the points gives an infinite end and a
 *    need; a closed end that the input crosses gives f of the part inside, `conditional`, and a need.
 * 3. What evaluation itself adds to the width, `own`, is at most `2^grid`, or a small part (2^-13) of
 *    what the inputs' widths bring, whichever is larger: nothing is computed that the inputs cannot
 *    support. However coarse the grid, about 64 significant bits are kept (`Infinity` asks for just
 *    these); they are significant relative to f itself near a zero of f at a dyadic point, and
 *    relative to 1 near other zeros of a bounded function.
 * 4. `sensitivity` bounds |df / d input| over the part of the inputs inside the domain, and `modulus` stands
 *    in where it is infinite though f is continuous.
 * 5. `atRational` contains f at a rational point, with `own` at most `2^grid`. It is `undefined` where `evaluate` is as
 *    quick, and outside the domain.
 * 6. `fold` is f at rational points where it is rational, or `undefined`.
 */
import type { Enclosure, Log2 } from '../../exact/enclosure/enclosure.js';
import type { Estimate } from '../../exact/estimate.js';
import type { Rational } from '../../exact/rational.js';
import type { SumCell } from '../../kernels/splitting.js';
import type { Modulus, Need, Plain } from '../refiner.js';

export interface Evaluation {
  readonly bounds: Enclosure;
  /** Log2 of the part of the width that is not inherited from the inputs, rounded up. */
  readonly own: Log2;
  readonly needs?: readonly Need[];
  readonly conditional?: boolean;
}

export interface FunctionDefinition {
  readonly name: string;
  readonly arity: number;
  /** A range that always holds, such as [-1, 1] for the sine. */
  initial?(params: Plain): Enclosure;
  /**
   * @throws DomainError by law 2.
   * @throws LimitError if the argument is so large that its reduction is beyond what is computed.
   */
  evaluate(inputs: readonly Enclosure[], grid: number, params: Plain): Evaluation;
  /** @param cell - of this function at this point: sums of a series, for more digits of it. */
  atRational?(x: Rational, grid: number, cell?: SumCell): Evaluation | undefined;
  sensitivity(input: number, inputs: readonly Enclosure[], output: Enclosure, params: Plain): Log2;
  /** Without it a first look comes before every plan. */
  readonly estimate?: Estimate<Plain> | undefined;
  modulus?(
    input: number,
    inputs: readonly Enclosure[],
    output: Enclosure,
    params: Plain,
  ): Modulus | undefined;
  /** @throws DomainError at a point proven to be outside the domain. */
  fold?(inputs: readonly Rational[], params: Plain): Rational | undefined;
}
