/**
 * Perfect powers, without factoring: is n = m^p for a prime p?
 *
 * A p-th power is a p-th power modulo every prime q. For q = 1 mod p only each p-th residue is one, so a
 * few q exclude nearly every n before a root is taken (Bernstein, "Detecting perfect powers in essentially
 * linear time", Math. Comp. 67, 1998, has the idea). What is not excluded is decided by the exact root.
 */
import { bitLength, rootFloor } from '../../exact/integer.js';
import type { Work } from '../work.js';
import { tooLarge } from '../work.js';
import { isPrime, SMALL_PRIMES } from './small-primes.js';

/** Every base is above 1000, so a p-th power has more than 9.96 p bits. */
const BITS_PER_DEGREE = Math.log2(1000);

/** Beyond this the degrees would need more primes than the table holds. */
const LONGEST = 8192;

const MODULI = 3;

/** The primes q = 1 mod p above 1000, `MODULI` of them for each p that was asked for. */
const moduli = new Map<number, readonly number[]>();

function moduliOf(p: number): readonly number[] {
  const known = moduli.get(p);
  if (known !== undefined) return known;
  const found: number[] = [];
  for (let q = p + 1; found.length < MODULI; q += p) if (q > 1000 && isPrime(q)) found.push(q);
  moduli.set(p, found);
  return found;
}

/** `x^k mod q` for q below 2^26. */
function powerModulo(x: number, k: number, q: number): number {
  let result = 1;
  let square = x % q;
  for (let rest = k; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = (result * square) % q;
    square = (square * square) % q;
  }
  return result;
}

/** Whether some residue proves that n is no p-th power. */
function isExcluded(n: bigint, p: number): boolean {
  return moduliOf(p).some((q) => {
    const residue = Number(n % BigInt(q));
    return residue !== 0 && powerModulo(residue, (q - 1) / p, q) !== 1;
  });
}

/**
 * The `root`, no perfect power, and the `exponent` with `root^exponent = n`.
 *
 * @param n - above 1, without a prime factor below 1000.
 * @throws TooLarge if n has more than 8192 bits.
 */
export function powerFree(n: bigint, work: Work): { root: bigint; exponent: number } {
  if (bitLength(n) > LONGEST) tooLarge();
  let root = n;
  let exponent = 1;
  for (const p of SMALL_PRIMES) {
    for (;;) {
      const bits = bitLength(root);
      if (p * BITS_PER_DEGREE > bits) return { root, exponent };
      work.charge(1 + bits / 128);
      if (isExcluded(root, p)) break;
      work.charge(Math.ceil((bits / 32) ** 2 / p));
      const candidate = rootFloor(root, p);
      if (candidate ** BigInt(p) !== root) break;
      root = candidate;
      exponent *= p;
    }
  }
  return { root, exponent };
}
