/** How an answer is proven: what the certificate of an equality says, in data and in words. */

/** How an answer is proven. */
export interface Proof {
  /**
   * `bounds`: outward rounding and exact arithmetic alone show it; `same`: both sides are one and the same expression;
   * `form`: both sides have one normal form; `product`: both are logarithms of one product; `bound`: a value that is
   * not this point is farther from it than the bounds are wide.
   */
  readonly kind: 'form' | 'bound' | 'product' | 'same' | 'bounds';
  /** Of a zero bound: a value that is not the point is at least `2^-bits` away from it. */
  readonly bits?: number;
  /** Of a zero bound: the degree of a field that contains the numbers of which it is a bound. */
  readonly degree?: number;
}

const WORDS: Readonly<Record<Proof['kind'], string>> = {
  bounds: 'the bounds show it',
  same: 'both sides are one expression',
  form: 'by a normal form in which all terms cancel',
  product: 'as the logarithm of a product that is 1',
  bound: 'by a zero bound',
};

/** A proof in words, for people. */
export function proofText({ kind, bits, degree }: Proof): string {
  if (bits === undefined) return WORDS[kind];
  const ofDegree = degree === undefined ? '' : ` (degree ${String(degree)})`;
  return `${WORDS[kind]}: what is not equal differs by at least 2^${String(-bits)}${ofDegree}`;
}
