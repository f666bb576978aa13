/**
 * An upper bound of the degree of a field that contains a number and all that it is made of.
 *
 * Every monomial that occurs has a vector: the exponents of its atoms modulo 1. With the atoms in the order of their
 * numbers let G_j be the group of those vectors, and of their sums, that have nothing beyond the j-th atom, and
 * K_j the field that monomials with vectors in G_j generate. What the j-th atom is made of has lower numbers, so
 * its value lies in K_(j-1). The projection of G_j to the j-th place is cyclic, of an order e_j; a monomial g
 * whose vector generates it has g^(e_j) in K_(j-1), so K_j = K_(j-1)(g) has a degree of at most e_j. The product
 * of the e_j is the order of the whole group. (For radicals of rationals alone it is exactly the degree, by the
 * theorem of Besicovitch; nothing rests on that here.)
 *
 * The cosines of `turn pi` come first: they lie in the real subfield of the m-th cyclotomic field, of degree
 * phi(m)/2, for the least common multiple m of the `2 d` of all turns n/d. A root that is an atom by itself
 * multiplies the degree at its place by its index at most.
 */
import type { Atom, Form } from '../form/form.js';
import type { Work } from '../work.js';
import { groupOrder, LARGEST_MODULUS } from './group-order.js';

function gcd(a: number, b: number): number {
  let x = a;
  let y = b;
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

const lcm = (a: number, b: number): number => (a / gcd(a, b)) * b;

/** Euler's function, of m below 2^53 / 2 by trial division: m is at most `LARGEST_CYCLOTOMIC`. */
function totient(m: number): number {
  let result = m;
  let rest = m;
  for (let p = 2; p * p <= rest; p++) {
    if (rest % p !== 0) continue;
    result = (result / p) * (p - 1);
    while (rest % p === 0) rest /= p;
  }
  return rest > 1 ? (result / rest) * (rest - 1) : result;
}

/** Beyond this the degree is no use. */
const LARGEST_CYCLOTOMIC = 2 ** 26;

/**
 * @param forms - the form, and those of all atoms that it is made of.
 * @param roots - the degrees of roots that stand for themselves.
 * @returns `Infinity` where there is none that could be of use.
 * @throws TooLarge
 */
export function degreeOf(forms: readonly Form[], roots: readonly number[], work: Work): number {
  const columns = new Map<Atom, number>();
  let modulus = 1;
  let cyclotomic = 1;
  for (const form of forms) {
    for (const { monomial } of form) {
      work.charge(1 + monomial.atoms.length / 4);
      monomial.atoms.forEach((atom, i) => {
        const { d } = monomial.exponents[i]!;
        if (atom.kind === 'cosine') cyclotomic = lcm(cyclotomic, 2 * atom.turn.d);
        if (d === 1) return;
        modulus = lcm(modulus, d);
        if (!columns.has(atom)) columns.set(atom, columns.size);
      });
      if (modulus > LARGEST_MODULUS || cyclotomic > LARGEST_CYCLOTOMIC) return Infinity;
    }
  }
  let degree = cyclotomic > 2 ? totient(cyclotomic) / 2 : 1;
  for (const index of roots) degree *= index;
  return degree * groupOrder(vectorsOf(forms, columns, modulus), modulus, work);
}

/** The exponents modulo 1 of each monomial, in units of 1 / modulus; each vector once. */
function vectorsOf(
  forms: readonly Form[],
  columns: ReadonlyMap<Atom, number>,
  modulus: number,
): Int32Array[] {
  const vectors = new Map<string, Int32Array>();
  for (const form of forms) {
    for (const { monomial } of form) {
      const vector = new Int32Array(columns.size);
      let key = '';
      monomial.atoms.forEach((atom, i) => {
        const column = columns.get(atom);
        if (column === undefined) return;
        const { n, d } = monomial.exponents[i]!;
        const entry = ((n * modulus) / d) % modulus;
        if (entry === 0) return;
        vector[column] = entry < 0 ? entry + modulus : entry;
        key += `${String(column)}:${String(vector[column])} `;
      });
      if (key !== '') vectors.set(key, vector);
    }
  }
  return [...vectors.values()];
}
