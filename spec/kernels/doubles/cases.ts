/** Functions with bounds in doubles, at doubles from all over their domains. */
import type { DoubleBounds } from '#lib/kernels/doubles/bounds.js';
import { doubleFunctions } from '#lib/kernels/doubles/index.js';
import type { DoubleFunction } from '#lib/kernels/doubles/index.js';
import { integerPowerDoubles, nthRootDoubles, powDoubles } from '#lib/kernels/doubles/powers.js';
import type { SeededGenerator } from '#lib/exact/seeded.js';
import type { Plain } from '#lib/refiners/refiner.js';

export interface Case {
  readonly title: string;
  /** The function as the refiners name it, and its parameters. */
  readonly name: string;
  readonly params: Plain;
  readonly doubles: DoubleFunction;
  /** The operands that a seed gives, all inside the domain. */
  readonly operands: (random: SeededGenerator) => number[];
  /** What PARI calls it. */
  readonly pari: (...operands: string[]) => string;
  /** The relative width of the bounds at a double, log2. */
  readonly widthLog2: number;
}

type Draw = (random: SeededGenerator) => number;

/** 53 random bits. */
function fraction(random: SeededGenerator): number {
  return (random.next() * 2 ** 32 + Math.floor(random.next() * 2 ** 21) / 2 ** 21) / 2 ** 32;
}

const uniform =
  (low: number, high: number): Draw =>
  (random) =>
    low + (high - low) * fraction(random);

/** Of every magnitude between two powers of two, the smallest subnormal among them. */
const magnitudes =
  (low: number, high: number): Draw =>
  (random) => {
    const exponent = low + Math.floor(random.next() * (high - low));
    return Math.max(
      2 ** -1074,
      (1 + fraction(random)) * 2 ** Math.max(-1022, exponent) * 2 ** Math.min(0, exponent + 1022),
    );
  };

const either =
  (...draws: Draw[]): Draw =>
  (random) =>
    draws[Math.floor(random.next() * draws.length)]!(random);

const signed =
  (draw: Draw): Draw =>
  (random) =>
    (random.next() < 0.5 ? -1 : 1) * draw(random);

/** A double that one of these is, or that lies a few units of the last place beside it. */
const beside =
  (points: readonly number[]): Draw =>
  (random) => {
    const point = points[Math.floor(random.next() * points.length)]!;
    const units = Math.floor(random.next() * 9) - 4;
    return point + units * Math.max(2 ** -1074, 2 ** -52 * Math.abs(point));
  };

const inside =
  (low: number, high: number, draw: Draw): Draw =>
  (random) => {
    for (let tries = 0; tries < 100; tries++) {
      const x = draw(random);
      if (x >= low && x <= high) return x;
    }
    return high;
  };

const QUARTERS = Array.from({ length: 40 }, (_, k) => (k * Math.PI) / 4);
const EIGHTHS = Array.from({ length: 33 }, (_, k) => k / 16);

const anywhere = signed(
  either(magnitudes(-1074, 1023), magnitudes(-40, 20), uniform(0, 4), beside(EIGHTHS)),
);
const angle = inside(
  -(2 ** 20) + 1,
  2 ** 20 - 1,
  signed(either(magnitudes(-1074, 20), magnitudes(-8, 20), uniform(0, 10), beside(QUARTERS))),
);
const positive = either(
  magnitudes(-1074, 1023),
  magnitudes(-4, 4),
  uniform(0.5, 2),
  beside([1, Math.SQRT1_2, Math.SQRT2, 2, Math.E, 2 ** -1074]),
);
const exponent = inside(
  -700,
  700,
  signed(
    either(
      magnitudes(-1074, 9),
      uniform(0, 700),
      uniform(0, 2),
      beside([0, 0.34657359, 1, 22, 350, 700]),
    ),
  ),
);
const atMostOne = inside(
  -1,
  1,
  signed(either(magnitudes(-1074, 0), uniform(0, 1), beside([0.5, 1]))),
);
const belowOne = inside(-1 + 2 ** -53, 1 - 2 ** -53, atMostOne);
const atLeastOne: Draw = inside(
  1,
  2 ** 500,
  either(uniform(1, 3), magnitudes(0, 500), (random) => 1 + magnitudes(-52, 0)(random)),
);
const modest = signed(either(magnitudes(-500, 500), magnitudes(-10, 10)));

const POINTS: Readonly<Record<string, readonly [Draw[], (...x: string[]) => string, number]>> = {
  exp: [[exponent], (x) => `exp(${x})`, -48],
  ln: [[inside(2 ** -1074, 2 ** 1023, positive)], (x) => `log(${x})`, -48],
  log2: [[inside(2 ** -1074, 2 ** 1023, positive)], (x) => `log(${x})/log(2)`, -47],
  log10: [[inside(2 ** -1074, 2 ** 1023, positive)], (x) => `log(${x})/log(10)`, -47],
  sin: [[angle], (x) => `sin(${x})`, -48],
  cos: [[angle], (x) => `cos(${x})`, -48],
  tan: [[angle], (x) => `tan(${x})`, -48],
  atan: [[anywhere], (x) => `atan(${x})`, -48],
  asin: [[atMostOne], (x) => `asin(${x})`, -47],
  acos: [[atMostOne], (x) => `acos(${x})`, -47],
  sinh: [[exponent], (x) => `sinh(${x})`, -47],
  cosh: [[exponent], (x) => `cosh(${x})`, -47],
  tanh: [[inside(-200, 200, exponent)], (x) => `tanh(${x})`, -46],
  asinh: [[inside(-(2 ** 500), 2 ** 500, anywhere)], (x) => `asinh(${x})`, -46],
  acosh: [[atLeastOne], (x) => `acosh(${x})`, -46],
  // Its own atanh takes minutes for the smallest numbers.
  atanh: [
    [belowOne],
    (x) => `if(abs(${x})<2^-90,1.*(${x})+(${x})^3/3,log((1+(${x}))/(1-(${x})))/2)`,
    -46,
  ],
  hypot: [[modest, modest], (x, y) => `sqrt((${x})^2+(${y})^2)`, -48],
  atan2: [[modest, modest], (y, x) => `arg((${x})+I*(${y}))`, -46],
};

const named = Object.entries(POINTS).map(([name, [draws, pari, widthLog2]]): Case => ({
  title: name,
  name,
  params: null,
  doubles: doubleFunctions.get(name)!,
  operands: (random) => draws.map((draw) => draw(random)),
  pari,
  widthLog2,
}));

const root = (n: number): Case => ({
  title: `root of degree ${String(n)}`,
  name: 'nthRoot',
  params: { n },
  doubles: (x: DoubleBounds) => nthRootDoubles(x, n),
  operands: (random) => [
    either(magnitudes(-1074, 1023), magnitudes(-8, 8))(random) *
      (n % 2 && random.next() < 0.5 ? -1 : 1),
  ],
  pari: (x) => `sign(${x})*sqrtn(abs(${x}),${String(n)})`,
  widthLog2: -46,
});

export const CASES: readonly Case[] = [
  ...named,
  ...[2, 3, 7, 1000].map(root),
  {
    title: 'power',
    name: 'pow',
    params: null,
    doubles: powDoubles,
    operands: (random) => [
      magnitudes(-20, 20)(random),
      signed(either(uniform(0, 30), magnitudes(-60, 3)))(random),
    ],
    pari: (x, y) => `(${x})^(${y})`,
    widthLog2: -38,
  },
];

/** x^n, of a double of either sign. */
export const POWERS = [1, 2, 3, 5, 8, 63, 256, 257, -1, -4, -7].map((n) => ({
  n,
  doubles: (x: DoubleBounds) => integerPowerDoubles(x, n),
  operand: (random: SeededGenerator): number => {
    const draw =
      Math.abs(n) > 256 ? uniform(0.5, 2) : signed(either(uniform(0.1, 8), magnitudes(-3, 3)));
    return draw(random);
  },
}));
