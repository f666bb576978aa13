import { exitCode } from '../exit.js';
import { isInterrupted } from '../io.js';
import type { Io } from '../io.js';
import { reading, STANDARD_INPUT } from '../reading/input.js';
import { linesOf } from '../reading/lines.js';
import { LONGEST_LINE } from '../reading/question.js';
import type { Calculator } from './calculator.js';
import { answerLine } from './line.js';

/**
 * A conversation whose lines come from no terminal: one answer a line on standard output.
 *
 * @returns the code of the first answer that is less than was asked for; 0 where there is none.
 */
export async function answerLines(calculator: Calculator, io: Io): Promise<number> {
  let first: number = exitCode.met;
  await reading(STANDARD_INPUT, io, async (input) => {
    let number = 0;
    for await (const line of linesOf(input, LONGEST_LINE)) {
      const code = await answerLine(line, ++number, calculator, io);
      if (code === 'quit' || isInterrupted(io)) break;
      if (first === exitCode.met) first = code;
    }
  });
  return isInterrupted(io) ? exitCode.interrupted : first;
}
