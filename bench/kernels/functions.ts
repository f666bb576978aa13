/** The functions that Pincer and other systems compute, by the names that the programs in bench/peers/ print. */
import { atan, cos, e, exp, ln, pi, real, sqrt } from 'pincer';
import type { Real } from 'pincer';

export const FUNCTIONS = {
  e: () => e,
  'sqrt(2)': () => sqrt(2),
  'exp(1/3)': () => exp(real('1/3')),
  'ln(7/3)': () => ln(real('7/3')),
  'atan(1/5)': () => atan(real('1/5')),
  'exp(pi*sqrt(163))': () => exp(pi.multiply(sqrt(163))),
  'sin(tan(cos(1)))': () => cos(1).tan().sin(),
} as const satisfies Readonly<Record<string, () => Real>>;

export type FunctionName = keyof typeof FUNCTIONS;

export const NAMES = Object.keys(FUNCTIONS) as readonly FunctionName[];
