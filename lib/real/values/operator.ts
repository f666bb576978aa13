import type { Combinator } from '../../combinators/combinator.js';
import type { Rational } from '../../exact/rational.js';
import type { DoubleFunction } from '../../kernels/doubles/index.js';
import type { Plain, Refiner } from '../../refiners/refiner.js';
import type { Answer } from '../../session/sources.js';

/**
 * The exact value of a function at exact rationals; undefined where there is none, or none that fits.
 * Throws a DomainError where the function is proven not to be defined.
 */
export type Fold = (inputs: readonly Rational[], params: Plain) => Rational | undefined;

/** What a Real applies to its operands. */
export type Operator =
  | { readonly form: 'rational'; readonly name: string }
  /** A quantity known by bounds alone; never shared by structure. */
  | { readonly form: 'datum'; readonly name: string }
  /** A source; never shared by structure. */
  | { readonly form: 'source'; readonly name: string; readonly answer: Answer }
  /** Associative: nested ones become one n-ary node before they reach the graph. */
  | { readonly form: 'sum' | 'product'; readonly name: string; readonly combinator: Combinator }
  /** A combinator where the exponent turns out to be an exact integer, else a function refiner. */
  | { readonly form: 'power'; readonly name: string }
  | {
      readonly form: 'combinator';
      readonly name: string;
      readonly combinator: Combinator<never>;
      readonly fold: Fold;
    }
  | {
      readonly form: 'refiner';
      readonly name: string;
      readonly refiner: Refiner;
      readonly fold?: Fold | undefined;
      /** Whether all exact values of `fold` are integers. */
      readonly foldsToIntegers?: boolean | undefined;
      /** Bounds in doubles; without it a value has none. */
      readonly doubles?: DoubleFunction | undefined;
    };
