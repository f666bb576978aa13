/**
 * How large a product of constants is, in doubles.
 *
 * The logarithm of each factor is a few operations on doubles, each good to 2^-50 of its result; the slack of
 * 2^-30 is far above what they lose together.
 */
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import type { Atom, Monomial } from '../form/form.js';
import { log2OfInteger } from './measure.js';

const SLACK = 2 ** -30;

/** Larger exponents of e are left alone. */
const LARGEST = 2 ** 20;

/** A lower bound of log2 of the size of a monomial; undefined where some atom is no constant of a known size. */
export function leastLog2({ atoms, exponents }: Monomial): Log2 | undefined {
  let sum = 0;
  for (let i = 0; i < atoms.length; i++) {
    const { n, d } = exponents[i]!;
    const log = logOfAtom(atoms[i]!);
    if (log === undefined) return undefined;
    const share = (n / d) * log;
    sum += share - Math.abs(share) * SLACK - SLACK;
  }
  return sum;
}

/** log2 of an atom, nearly. */
function logOfAtom(atom: Atom): Log2 | undefined {
  switch (atom.kind) {
    case 'base':
      return log2OfInteger(atom.value);
    case 'pi':
      return Math.log2(Math.PI);
    case 'ln':
      return atom.of.kind === 'base'
        ? Math.log2(log2OfInteger(atom.of.value) * Math.LN2)
        : undefined;
    case 'exp': {
      const exponent = sizeOf(atom.of);
      return exponent === undefined ? undefined : exponent * Math.LOG2E;
    }
    default:
      return undefined;
  }
}

/** A product of radicals and powers of pi, nearly. */
function sizeOf({ atoms, exponents }: Monomial): number | undefined {
  let log = 0;
  for (let i = 0; i < atoms.length; i++) {
    const atom = atoms[i]!;
    if (atom.kind !== 'base' && atom.kind !== 'pi') return undefined;
    log += (exponents[i]!.n / exponents[i]!.d) * logOfAtom(atom)!;
  }
  return log < Math.log2(LARGEST) ? 2 ** log : undefined;
}
