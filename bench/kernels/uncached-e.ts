/** A program that computes e to the digits of its question and a few more, each time one digit more. */
import { question } from '../harness/programs.js';
import { rising } from '../harness/rising.js';
import type { Rising } from '../harness/rising.js';
import { FUNCTIONS } from './functions.js';

const risen = rising(question() as Rising, (digits, session) => {
  FUNCTIONS.e().refineSync({ digits }, { session });
});
console.log(JSON.stringify(risen));
