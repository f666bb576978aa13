/**
 * A program that narrows one value to 2n digits, at once or after n digits.
 *
 * It needs a process of its own, since constants are kept. It warms up on short values.
 */
import { createSession } from 'pincer';
import { cpuOf } from '../harness/cpu.js';
import { digitsOf } from '../harness/fresh.js';
import { question } from '../harness/programs.js';
import { RESUMED } from './resumed.js';
import type { ResumeAnswer, ResumeQuestion } from './resumed.js';

const { name, n, isResumed } = question() as ResumeQuestion;
const value = RESUMED[name]();

for (let digits = 20; digits < n / 16; digits = Math.ceil(digits * 1.05))
  digitsOf(RESUMED[name](), digits, createSession());

const session = createSession();
if (isResumed) value.refineSync({ digits: n }, { session });
const time = cpuOf(() => {
  value.refineSync({ digits: 2 * n }, { session });
});
const answer: ResumeAnswer = { time, digits: digitsOf(value, 2 * n, session) };
console.log(JSON.stringify(answer));
