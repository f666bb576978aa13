/**
 * Is the value of a node the number p? Asked of a graph and answered by proof, in bounded work.
 *
 * Laws
 * 1. `equal` is proven: wherever the node is defined its value is p. That it is defined is not said.
 * 2. `apart` is proven: the value is p, or at least `2^-bits` from it. So bounds that contain p and are narrower
 *    than that prove the equality, and a search that reaches this width has ended.
 * 3. `distinct` is proven: the value is not p. It says nothing of the side, and seldom how far it is at least.
 * 4. `open` says nothing.
 * 5. The answer is a function of the nodes below, of signs and points that their bounds prove, and of the limits
 *    of work; it changes nothing. Two data, sources or refiners of somebody's own are two unknowns even where
 *    their parameters agree.
 * 6. The work is at most that of the limits, six times those of a node for the last stages, and a few units a
 *    node, of at most 4096.
 *
 * A node has a form: a sum of rational multiples of monomials in atoms (form.ts). The form of the
 * difference that is empty, or becomes so when the denominators are multiplied away, proves `equal`; so does one
 * of logarithms whose product of arguments is 1. A zero bound of the difference (zero-bound.ts) gives `apart`, a
 * theorem (theorems.ts) `distinct`. Whether a product, a quotient, a power or a root is zero is asked of the factor,
 * numerator, base or radicand that may be (zero-factor.ts). What outgrows a form may be told from p by its argument
 * (argument/distinct.ts).
 */
import type { Log2 } from '../exact/enclosure/enclosure.js';
import type { NodeId } from '../graph/node.js';
import { bitLength } from '../exact/integer.js';
import type { Rational } from '../exact/rational.js';
import { ratNegate } from '../exact/rational.js';
import { up } from './bound/measure.js';
import { zeroBound, zeroBoundBesideConstant } from './bound/zero-bound.js';
import type { ZeroBound } from './bound/zero-bound.js';
import { constant, sum } from './form/arithmetic.js';
import { constantOf } from './form/form.js';
import type { Form, Monomial } from './form/form.js';
import { factored } from './form/primitive.js';
import type { Factored } from './form/primitive.js';
import { Ring } from './form/ring.js';
import { POSITIVE } from './form/sign.js';
import { distinctByArgument } from './argument/distinct.js';
import { BaseRefined } from './integer/coprime-base.js';
import { productOfArguments } from './logarithms.js';
import { recognise } from './recognise.js';
import type { GraphView } from './recognise.js';
import { poleOfTangent } from './rules/circle.js';
import { isTangent } from './rules/rules.js';
import { theoremFor } from './theorems.js';
import type { Theorem } from './theorems.js';
import { unlessTooLarge, Work } from './work.js';
import type { WorkLimits } from './work.js';
import { zeroFactor } from './zero-factor.js';

export type { GraphView } from './recognise.js';

/** How it is known: both have one form, or are too near to each other not to be equal. */
export type IdentityProof =
  | { readonly kind: 'form' }
  | { readonly kind: 'bound'; readonly bits: number; readonly degree: number }
  /** As products, of which the two are logarithms; with a zero bound, or without where the form shows it. */
  | { readonly kind: 'product'; readonly bits?: number; readonly degree?: number };

export type Finding =
  | { readonly kind: 'equal'; readonly proof: IdentityProof }
  /** p, or at least 2^-bits from it. With bounds narrower than that `proof` is that of the equality. */
  | { readonly kind: 'apart'; readonly bits: number; readonly proof: IdentityProof }
  /** Not p; where `distance` is there, by 2^distance at least. */
  | { readonly kind: 'distinct'; readonly theorem: Theorem; readonly distance?: Log2 }
  | { readonly kind: 'open' };

/** What is known of a node beyond its bounds. */
export type SpecialValue =
  | { readonly kind: 'rational'; readonly value: Rational }
  /** A tangent of `turn pi`, an odd multiple of pi/2. */
  | { readonly kind: 'pole'; readonly turn: Rational };

const OPEN: Finding = { kind: 'open' };
const BY_FORM: Finding = { kind: 'equal', proof: { kind: 'form' } };

/** How often a finer base of coprime integers is begun with. */
const MOST_PASSES = 16;

/** Whether the value of a node is p. */
export function identify(
  graph: GraphView,
  node: NodeId,
  p: Rational,
  limits?: WorkLimits,
): Finding {
  const finding = byForm(graph, node, p, limits);
  if (finding.kind !== 'open') return finding;
  const distinct = distinctByArgument(graph, node, p);
  return distinct === undefined ? OPEN : { kind: 'distinct', ...distinct };
}

function byForm(
  graph: GraphView,
  node: NodeId,
  p: Rational,
  limits: WorkLimits | undefined,
): Finding {
  if (p.n !== 0n) return asked(graph, node, p, limits);
  const { inner, exponent, lost } = zeroFactor(graph, node);
  const finding = asked(graph, inner, p, limits);
  if (finding.kind !== 'apart' || inner === node) return finding;
  const bits = Math.ceil(up(up(exponent * finding.bits) + lost));
  const { proof } = finding;
  return apart(bits, proof.kind === 'form' ? proof : { ...proof, bits });
}

function asked(
  graph: GraphView,
  node: NodeId,
  p: Rational,
  limits: WorkLimits | undefined,
): Finding {
  return (
    question(new Work(limits), (ring) => {
      const form = recognise(graph, node, ring)?.get(node);
      if (form === undefined) return OPEN;
      const difference = lastStage(ring, () => sum(ring, [form, constant(ring, ratNegate(p))]));
      return difference === undefined ? OPEN : findingOf(ring, difference);
    }) ?? OPEN
  );
}

/** The value of a node where its form is a rational number, and the poles of tangents. */
export function specialValue(
  graph: GraphView,
  node: NodeId,
  limits?: WorkLimits,
): SpecialValue | undefined {
  return question(new Work(limits), (ring) => {
    const forms = recognise(graph, node, ring);
    const value = constantOf(forms?.get(node) ?? []);
    if (forms === undefined) return undefined;
    if (value !== undefined) return { kind: 'rational', value };
    if (!isTangent(graph.kindOf(node))) return undefined;
    const argument = forms.get(graph.childAt(node, 0));
    const turn = argument && lastStage(ring, () => poleOfTangent(ring, argument));
    return turn && { kind: 'pole', turn };
  });
}

/** Answers with forms over a base of coprime integers, again with a finer one where that proves too coarse. */
function question<T>(work: Work, answer: (ring: Ring) => T): T | undefined {
  let elements: readonly bigint[] = [];
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    try {
      return answer(new Ring(work, elements));
    } catch (error) {
      if (!(error instanceof BaseRefined)) throw error;
      ({ elements } = error);
    }
  }
  return undefined;
}

/** What is computed with the units of a node, though those of the question may be used up. */
function lastStage<T>(ring: Ring, compute: () => T): T | undefined {
  ring.work.beginLast();
  return unlessTooLarge(compute);
}

function findingOf(ring: Ring, difference: Form): Finding {
  if (difference.length === 0) return BY_FORM;
  const parts = lastStage(ring, () => factored(ring, difference));
  if (parts !== undefined && isZero(ring, parts)) return BY_FORM;
  const theorem = parts && isNotZero(parts.monomial) ? theoremFor(parts.rest) : undefined;
  if (theorem !== undefined) return { kind: 'distinct', theorem };
  const product = lastStage(ring, () => productOfArguments(ring, difference));
  const ofProduct = product && lastStage(ring, () => factored(ring, product.form));
  if (ofProduct !== undefined && isZero(ring, ofProduct)) {
    return { kind: 'equal', proof: { kind: 'product' } };
  }
  const bound = lastStage(ring, () => zeroBoundBesideConstant(ring, difference));
  if (bound !== undefined) return apart(bound.bits, { kind: 'bound', ...bound });
  if (product === undefined) return OPEN;
  const boundOfProduct = lastStage(ring, () => zeroBound(product.form, ring.work));
  return boundOfProduct === undefined ? OPEN : apartAsProduct(boundOfProduct, product.multiple);
}

function apart(bits: number, proof: IdentityProof): Finding {
  return { kind: 'apart', bits, proof };
}

/**
 * `t` is `multiple` times the difference, and e^t - 1 is 0 or at least 2^-bits. Where the size of t is at most 1
 * it is at least half of that of e^t - 1; elsewhere it is above 1, and 2^-bits - 1 is at most 1. The bits of N - 1
 * are the least k with 2^k >= N.
 */
function apartAsProduct({ bits, degree }: ZeroBound, multiple: number): Finding {
  const all = Math.max(0, bits) + 1 + bitLength(BigInt(multiple - 1));
  return apart(all, { kind: 'product', bits: all, degree });
}

/** The rest is empty, or a sum that is a factor has itself no rest. */
function isZero(ring: Ring, { monomial, rest }: Factored): boolean {
  if (rest.length === 0) return true;
  return monomial.atoms.some((atom, i) => {
    if (atom.kind !== 'sum' || monomial.exponents[i]!.n < 0) return false;
    return unlessTooLarge(() => factored(ring, atom.terms))?.rest.length === 0;
  });
}

/** Whether no factor of a product may be 0: a negative power is defined, so it is not. */
function isNotZero({ atoms, exponents }: Monomial): boolean {
  return atoms.every(({ positivity }, i) => positivity === POSITIVE || exponents[i]!.n < 0);
}
