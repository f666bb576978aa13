import { exitCode } from '../exit.js';
import { writeLine } from '../io.js';
import type { Io } from '../io.js';
import { UsageError } from '../usage.js';
import { printable } from '../writing/printable.js';
import type { Calculator } from './calculator.js';
import { runCommand } from './commands.js';

/**
 * Answers one line of a conversation: statements, a command, or nothing where it is blank or a comment.
 *
 * @returns the exit code of the answer, or `quit`.
 */
export async function answerLine(
  text: string,
  line: number,
  calculator: Calculator,
  io: Io,
): Promise<number | 'quit'> {
  if (/^\s*(#|$)/.test(text)) return exitCode.met;
  if (!text.trimStart().startsWith(':')) return await calculator.read(text, line, io);
  try {
    return await runCommand(text, calculator, io);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    if (!calculator.settings.quiet)
      await writeLine(io.stderr, printable(`pincer: ${error.message}`));
    return exitCode.usage;
  }
}
