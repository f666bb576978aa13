/** All functions. */
import { acos, asin } from './arcsine.js';
import { atan } from './arctangent.js';
import { atan2 } from './atan2.js';
import { exp } from './exponential.js';
import type { FunctionDefinition } from '../evaluation/function.js';
import { cosh, sinh, tanh } from './hyperbolic.js';
import { hypot } from './hypotenuse.js';
import { acosh, asinh, atanh } from './inverse-hyperbolic.js';
import { log10, log2 } from './logarithm-of-base.js';
import { ln } from './logarithm.js';
import { mod } from './modulo.js';
import { nthRoot } from './nth-root.js';
import { pow } from './power.js';
import { cos, sin } from './sine-cosine.js';
import { ceil, floor, round, sign, trunc } from '../evaluation/steps.js';
import { tan } from './tangent.js';

export const functions: readonly FunctionDefinition[] = [
  nthRoot,
  exp,
  ln,
  log2,
  log10,
  pow,
  hypot,
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  atan2,
  sinh,
  cosh,
  tanh,
  asinh,
  acosh,
  atanh,
  sign,
  floor,
  ceil,
  round,
  trunc,
  mod,
];
