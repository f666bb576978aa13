/** The referee: an expression by point arithmetic at two precisions. */
import Fraction from 'fraction.js';
import { folded } from '#lib/testing/expression.js';
import type { Expression } from '#lib/testing/expression.js';
import { Inconclusive, Undefined } from './approximation.js';
import type { Approximation } from './approximation.js';
import { Functions } from './functions.js';

/** The opinion of the referee on an expression. */
export type Opinion =
  | {
      readonly kind: 'value';
      readonly value: Approximation;
      /** The largest decimal exponent on the way, of either sign. */
      readonly remotest: number;
    }
  | { readonly kind: 'undefined'; readonly why: string }
  | { readonly kind: 'inconclusive'; readonly why: string };

const ready = new Map<number, Functions>();

function functionsAt(digits: number): Functions {
  let found = ready.get(digits);
  if (found === undefined) ready.set(digits, (found = new Functions(digits)));
  return found;
}

/** Evaluates twice; where the two disagree nothing is said. */
export function opinionOf(expression: Expression, digits: number): Opinion {
  const first = opinionAt(expression, functionsAt(digits));
  const second = opinionAt(expression, functionsAt(digits + 35));
  if (second.kind !== 'value' || first.kind !== 'value') {
    return first.kind === second.kind
      ? second
      : { kind: 'inconclusive', why: 'two precisions disagree' };
  }
  const distance = second.value.value.minus(first.value.value).abs();
  if (distance.lte(first.value.error.plus(second.value.error))) return second;
  return { kind: 'inconclusive', why: 'two precisions disagree' };
}

function opinionAt(expression: Expression, f: Functions): Opinion {
  f.remotest = 0;
  try {
    const value = folded<Approximation>(expression, (node, operands) =>
      evaluate(node, operands, f),
    );
    return { kind: 'value', value, remotest: f.remotest };
  } catch (error) {
    if (error instanceof Undefined) return { kind: 'undefined', why: error.message };
    if (error instanceof Inconclusive) return { kind: 'inconclusive', why: error.message };
    // decimal.js ends at some precision or magnitude.
    if (error instanceof Error && error.message.includes('DecimalError')) {
      return { kind: 'inconclusive', why: error.message };
    }
    throw error;
  }
}

function evaluate(
  node: Expression,
  operands: readonly Approximation[],
  f: Functions,
): Approximation {
  const value = apply(node, operands, f);
  return node.known === undefined ? value : f.exact(new Fraction(node.known), true);
}

function apply(
  { op, value = '0' }: Expression,
  operands: readonly Approximation[],
  f: Functions,
): Approximation {
  const [x = f.pi, y = f.pi] = operands;
  switch (op) {
    case 'number':
      return f.exact(fractionOf(value));
    case 'pi':
      return f.pi;
    case 'e':
    case 'ln2':
    case 'phi':
      return f[op];
    case 'root':
      return f.root(x, Number(value));
    case 'sqrt':
      return f.root(x, 2);
    case 'cbrt':
      return f.root(x, 3);
    case 'log2':
      return f.logarithm(x, 2);
    case 'log10':
      return f.logarithm(x, 10);
    case 'log':
      return f.divide(f.ln(x), f.ln(y));
    case 'sign':
      return f.signOf(x);
    case 'floor':
      return f.step(
        x,
        0,
        (q) => q.floor(),
        (q) => q.floor(),
      );
    case 'ceil':
      return f.step(
        x,
        0,
        (q) => q.ceil(),
        (q) => q.ceil(),
      );
    case 'trunc':
      return f.step(
        x,
        0,
        (q) => (q.s < 0 ? q.ceil() : q.floor()),
        (q) => q.trunc(),
      );
    case 'round':
      return f.step(x, 0.5, roundFraction, (q) => q.toDecimalPlaces(0, 4));
    case 'min':
      return f.extremum(x, y, -1);
    case 'max':
      return f.extremum(x, y, 1);
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'divide':
    case 'pow':
    case 'atan2':
    case 'hypot':
    case 'mod':
      return f[op](x, y);
    default:
      return f[op](x);
  }
}

/** Halves away from zero. */
function roundFraction(x: Fraction): Fraction {
  return x.s < 0n ? x.neg().add('1/2').floor().neg() : x.add('1/2').floor();
}

function fractionOf(text: string): Fraction {
  const [, sign = '', whole = '', part = '', exponent = '0', d = '1'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?(?:\/(\d+))?$/.exec(text) ?? [];
  const shift = Number(exponent) - part.length;
  const n = BigInt(sign + whole + part);
  const scale = 10n ** BigInt(Math.abs(shift));
  return shift >= 0 ? new Fraction(n * scale, BigInt(d)) : new Fraction(n, BigInt(d) * scale);
}
