/**
 * A program that narrows one constant in one leap, and prints the milliseconds that it took.
 *
 * It needs a process of its own, since constants are kept. Workers have started before the time counts.
 */
import { createSession, exp, pi, sqrt } from 'pincer';
import { question } from '../harness/programs.js';

export const CONSTANTS = { pi: () => pi, 'exp of a long argument': () => exp(sqrt(2)) };

export interface ConstantQuestion {
  readonly name: keyof typeof CONSTANTS;
  readonly digits: number;
  readonly workers: number;
}

const { name, digits, workers } = question() as ConstantQuestion;
await using session = createSession({ workers });
await session.start();
const before = performance.now();
const { status } = await CONSTANTS[name]().refine({ digits }, { session });
const milliseconds = performance.now() - before;
if (status !== 'met') throw new Error(`${name}: ended as ${status}`);
console.log(JSON.stringify(milliseconds));
