/** Random expressions whose values are known by construction, each kind by an own way. */
import { integer, pick } from '#lib/testing/corners.js';
import { add, decimal, inverse, multiply, negate, power, ratio, whole } from './span.js';
import type { Span } from './span.js';

export interface KnownCase {
  readonly kind: string;
  readonly text: string;
  /** The value to so many bits. */
  readonly value: (bits: number) => Span;
  /** Whether a goal relative to the value makes sense: it is not zero. */
  readonly isZero: boolean;
  /** About how many digits it has before the point. */
  readonly size: number;
}

type Random = () => number;

/** A decimal between 0.001 and 0.2 as text: from there each of the maps stays bounded. */
const fraction = (random: Random): string =>
  `0.${String(integer(random, 1, 200)).padStart(3, '0')}`;

/** Maps that stay bounded, of one to three variables, with what a round loses at most, in bits. */
const MAPS = [
  {
    variables: 1,
    parameter: (random: Random) => `3.${String(integer(random, 10, 99))}`,
    next: ([x]: readonly string[], r: string) => [`${r}*${x!}*(1-${x!})`],
    value: ([x]: readonly Span[], r: Span, b: number) => [
      multiply(multiply(r, x!, b), add(whole(1n), negate(x!), b), b),
    ],
  },
  {
    variables: 1,
    parameter: (random: Random) => `1.${String(integer(random, 10, 99))}`,
    next: ([x]: readonly string[], c: string) => [`${x!}*${x!}-${c}`],
    value: ([x]: readonly Span[], c: Span, b: number) => [add(multiply(x!, x!, b), negate(c), b)],
  },
  {
    variables: 2,
    parameter: (random: Random) => `1.${String(integer(random, 0, 40)).padStart(2, '0')}`,
    next: ([x, y]: readonly string[], a: string) => [`1-${a}*${x!}*${x!}+${y!}`, `0.3*${x!}`],
    value: ([x, y]: readonly Span[], a: Span, b: number) => [
      add(add(whole(1n), negate(multiply(a, multiply(x!, x!, b), b)), b), y!, b),
      multiply(ratio(3n, 10n, b), x!, b),
    ],
  },
  {
    variables: 3,
    parameter: (random: Random) => `3.${String(integer(random, 10, 99))}`,
    next: ([x, y, z]: readonly string[], r: string) => [
      `(${r}*${x!}*(1-${x!})+${y!})/2`,
      `(${z!}+${x!})/2`,
      `${y!}*${y!}`,
    ],
    value: ([x, y, z]: readonly Span[], r: Span, b: number) => {
      const half = ratio(1n, 2n, b);
      const map = multiply(multiply(r, x!, b), add(whole(1n), negate(x!), b), b);
      return [
        multiply(add(map, y!, b), half, b),
        multiply(add(z!, x!, b), half, b),
        multiply(y!, y!, b),
      ];
    },
  },
] as const;

/** Bits that a round may lose: each of these maps has slopes below 2^3. */
const LOSS = 3;

function recurrence(random: Random): KnownCase {
  const map = pick(random, MAPS);
  const rounds = integer(random, 100, 100 + Math.floor(1900 * random() ** 4));
  const parameter = map.parameter(random);
  const starts = Array.from({ length: map.variables }, () => fraction(random));
  const names = (i: number): string[] => starts.map((_, v) => `${'xyz'[v]!}${String(i)}`);
  const lines = starts.map((start, v) => `${names(0)[v]!} = ${start}`);
  for (let i = 1; i <= rounds; i++) {
    const next = map.next(names(i - 1), parameter);
    next.forEach((text, v) => lines.push(`${names(i)[v]!} = ${text}`));
  }
  lines.push(names(rounds)[0]!);
  const value = (bits: number): Span => {
    const b = bits + LOSS * rounds + 64;
    let present: readonly Span[] = starts.map((start) => decimal(start, b));
    const r = decimal(parameter, b);
    for (let i = 0; i < rounds; i++) present = map.value(present, r, b);
    return present[0]!;
  };
  return { kind: 'recurrence', text: lines.join('; '), value, isZero: false, size: 1 };
}

/** `(1 + p/q^k)^(q^k)` and its like: near e^p, whatever the exponent. */
function steep(random: Random): KnownCase {
  const q = BigInt(integer(random, 2, 10));
  const k = integer(random, 5, 60);
  const p = integer(random, 1, 9);
  const minus = random() < 0.3;
  const n = q ** BigInt(k);
  const text = `(1${minus ? '-' : '+'}${String(p)}/${String(q)}^${String(k)})^(${String(q)}^${String(k)})`;
  const value = (bits: number): Span => {
    const b = bits + 8 * k + 64;
    return power(ratio(minus ? n - BigInt(p) : n + BigInt(p), n, b), n, b);
  };
  return { kind: 'steep', text, value, isZero: minus && n <= BigInt(p), size: 4 };
}

/** `(p/q)^n` for exponents up to a thousand million. */
function remote(random: Random): KnownCase {
  const p = BigInt(integer(random, 1, 40));
  const q = BigInt(integer(random, 2, 40));
  const n = integer(random, 1, Math.floor(1e9 * random() ** 4) + 2) * (random() < 0.5 ? -1 : 1);
  const divisor = BigInt(integer(random, 1, 9));
  const text = `(${String(p)}/${String(q)})^(${String(n)})/${String(divisor)}`;
  const value = (bits: number): Span => {
    const b = bits + 128;
    const base = power(ratio(p, q, b), BigInt(n), b);
    return multiply(base, inverse(whole(divisor), b), b);
  };
  const size = Math.abs(n) * Math.abs(Math.log10(Number(p) / Number(q)));
  return { kind: 'remote', text, value, isZero: false, size };
}

/** Integers of up to a hundred thousand digits under floor, mod and differences. */
function integers(random: Random): KnownCase {
  const a = BigInt(integer(random, 2, 12));
  const n = integer(random, 10, Math.floor(100_000 * random() ** 2) + 20);
  const c = BigInt(integer(random, 1, 99));
  const m = BigInt(integer(random, 2, 999));
  const long = `${String(a)}^${String(n)}`;
  const exactly = a ** BigInt(n);
  const [text, value] = pick<readonly [string, bigint]>(random, [
    [`mod(${long}+${String(c)}, ${String(m)})`, (exactly + c) % m],
    [`(${long}+${String(c)})-${long}`, c],
    [
      `floor((${long}+${String(c)})/${String(m)})-floor(${long}/${String(m)})`,
      (exactly + c) / m - exactly / m,
    ],
    [`mod(floor(${long}/${String(m)}), 10)`, (exactly / m) % 10n],
    [`floor(${long}/${String(a)}^${String(n - 1)})`, a],
    [`floor(sqrt(${long}*${long}))-${long}`, 0n],
  ]);
  return { kind: 'integer', text, value: () => whole(value), isZero: value === 0n, size: 3 };
}

/** Functions at angles where they are rational, and where their arguments are proven to be exact. */
function special(random: Random): KnownCase {
  const k = integer(random, -20, 20);
  const turn = `(${String(k)})`;
  const [text, n, d] = pick<readonly [string, bigint, bigint]>(random, [
    [`sin(${turn}*pi)`, 0n, 1n],
    [`cos(pi/2+${turn}*pi)`, 0n, 1n],
    [`tan(pi/4+${turn}*pi)`, 1n, 1n],
    [`cos(${turn}*pi)`, k % 2 === 0 ? 1n : -1n, 1n],
    [`sin(pi/6+2*${turn}*pi)`, 1n, 2n],
    [`floor(2*sin(pi/6+2*${turn}*pi))`, 1n, 1n],
    [`ceil(4*atan(1)/pi)`, 1n, 1n],
    [`floor(log(${String(3n ** BigInt(Math.abs(k) + 1))}, 3))`, BigInt(Math.abs(k) + 1), 1n],
    [`sqrt(${String(k * k + 1)})*sqrt(${String(k * k + 1)})`, BigInt(k * k + 1), 1n],
    [`exp(ln(${String(Math.abs(k) + 2)}))`, BigInt(Math.abs(k) + 2), 1n],
  ]);
  return { kind: 'special', text, value: (b) => ratio(n, d, b), isZero: n === 0n, size: 3 };
}

/** The case of a seed's generator. */
export function knownCase(random: Random): KnownCase {
  return pick(random, [recurrence, steep, remote, integers, special])(random);
}
