import { createInterface } from 'node:readline';

import { exitCode } from '../exit.js';
import { writeLine } from '../io.js';
import type { Io } from '../io.js';
import { printable } from '../writing/printable.js';
import { version } from '../version.js';
import type { Calculator } from './calculator.js';
import { completed } from './completion.js';
import { History, historyFile, MOST_LINES } from './history.js';
import { answerLine } from './line.js';

/**
 * A conversation on a terminal. Ctrl-C stops the computation under way, else it drops the line; Ctrl-D ends the
 * conversation.
 */
export async function converse(calculator: Calculator, io: Io): Promise<number> {
  const { settings } = calculator;
  const screen = io.stdout.isTTY === true ? io.stdout : io.stderr;
  const report = (message: string): void => {
    if (!settings.quiet) screen.write(printable(`pincer: ${message}\n`));
  };
  if (!settings.quiet)
    await writeLine(screen, `Pincer ${version()}: an expression, :help, or :quit to leave`);
  const history = new History(settings.history ? historyFile(io.env) : null, report);
  const lines = createInterface({
    input: io.stdin,
    output: screen,
    // Reading a terminal, it takes keys one by one; a dumb one cannot move its cursor.
    terminal: io.env['TERM'] !== 'dumb',
    prompt: '> ',
    history: history.lines.slice(-MOST_LINES).reverse(),
    historySize: MOST_LINES,
    removeHistoryDuplicates: true,
    completer: (line: string) => completed(line, calculator.names),
  });
  let running: AbortController | undefined;
  // Ctrl-D is heard during a computation too, which then is the last one.
  const input = { isClosed: false };
  lines.once('close', () => (input.isClosed = true));
  const leave = (): void => {
    running?.abort();
    lines.close();
  };
  io.signal.addEventListener('abort', leave);
  // An interrupt ends one line, which may have ended before it.
  const goOn = (): void => {
    if (io.interruption !== undefined && !io.signal.aborted) Atomics.store(io.interruption, 0, 0);
  };
  lines.on('SIGINT', () => {
    if (running !== undefined) {
      running.abort();
      return;
    }
    goOn();
    if (lines.line === '') report('Ctrl-D or :quit leaves');
    // To the end of the line, then all of it away.
    lines.write(null, { ctrl: true, name: 'e' });
    lines.write(null, { ctrl: true, name: 'u' });
    lines.prompt();
  });
  try {
    if (io.signal.aborted) leave();
    else lines.prompt();
    let number = 0;
    for await (const line of lines) {
      history.add(line);
      running = new AbortController();
      const { signal } = running;
      const code = await answerLine(line, ++number, calculator, { ...io, signal });
      running = undefined;
      goOn();
      if (code === 'quit') return exitCode.met;
      if (!input.isClosed) lines.prompt();
    }
    // What the shell writes next begins a line.
    screen.write('\n');
  } finally {
    io.signal.removeEventListener('abort', leave);
    lines.close();
  }
  return io.signal.aborted ? exitCode.interrupted : exitCode.met;
}
