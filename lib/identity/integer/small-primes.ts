/** The primes below 1000, and how often they divide an integer. */

const LIMIT = 1000;

export const SMALL_PRIMES: readonly number[] = Array.from({ length: LIMIT }, (_, i) => i).filter(
  isPrime,
);

/** Whether `n` below 10^6 is a prime. */
export function isPrime(n: number): boolean {
  if (n < 2) return false;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
}

/** Primes in runs whose product is below 2^53: one long division serves a run. */
const RUNS: readonly { readonly product: bigint; readonly primes: readonly number[] }[] = (() => {
  const runs: { product: bigint; primes: number[] }[] = [];
  let product = 1;
  let primes: number[] = [];
  for (const prime of SMALL_PRIMES) {
    if (product * prime > Number.MAX_SAFE_INTEGER) {
      runs.push({ product: BigInt(product), primes });
      product = 1;
      primes = [];
    }
    product *= prime;
    primes.push(prime);
  }
  runs.push({ product: BigInt(product), primes });
  return runs;
})();

/** A prime, or a base, and how often it divides. */
export interface Factor {
  readonly base: bigint;
  readonly exponent: number;
}

/** Takes the primes below 1000 out of `n >= 1`; `rest` has none of them. */
export function withoutSmallPrimes(n: bigint): { factors: Factor[]; rest: bigint } {
  const factors: Factor[] = [];
  let rest = n;
  for (const { product, primes } of RUNS) {
    if (rest === 1n) break;
    const residue = Number(rest % product);
    for (const prime of primes) {
      if (residue % prime !== 0) continue;
      const base = BigInt(prime);
      let exponent = 0;
      while (rest % base === 0n) {
        rest /= base;
        exponent++;
      }
      factors.push({ base, exponent });
    }
  }
  return { factors, rest };
}
