import { Calculator } from '../calculator/calculator.js';
import { answerLines } from '../calculator/lines.js';
import { converse } from '../calculator/terminal.js';
import type { Io } from '../io.js';
import type { Settings } from '../reading/flags.js';
import { openSession } from '../session.js';
import { traced } from '../writing/trace-file.js';

/** `pincer` without a command: a conversation on a terminal; elsewhere it answers the lines of standard input. */
export async function calculateCommand(settings: Settings, io: Io): Promise<number> {
  const terminal = io.stdin.isTTY === true;
  await using session = openSession(settings, io);
  const calculator = new Calculator(session, settings, terminal);
  return await traced(settings, session, io, () =>
    (terminal ? converse : answerLines)(calculator, io),
  );
}
