/** All functions. */
import { exp } from './exponential.js';
import type { FunctionDefinition } from './function.js';
import { ln } from './logarithm.js';
import { nthRoot } from './nth-root.js';
import { cos, sin } from './sine-cosine.js';

export const functions: readonly FunctionDefinition[] = [nthRoot, exp, ln, sin, cos];
