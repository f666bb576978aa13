import { exitCode } from '../exit.js';
import type { Settings } from '../arguments.js';
import { evaluate } from '../evaluation.js';
import { DEFAULT_GOAL } from '../goals.js';
import { type Io, writeLine } from '../io.js';
import { answerText, noteText } from '../notes.js';
import { ProgressLine } from '../progress.js';
import { createSession } from '../../real/index.js';
import { UsageError } from '../usage.js';

/** `pincer eval EXPR`: the answer on standard output, all else on standard error. */
export async function evalCommand(settings: Settings, io: Io): Promise<number> {
  const [expr, ...others] = settings.operands;
  if (expr === undefined)
    throw new UsageError('eval needs an expression: pincer eval "sqrt(2)+pi"');
  if (others.length > 0)
    throw new UsageError(
      `eval takes one expression, got ${settings.operands.length}; quote it: pincer eval "${settings.operands.join(' ')}"`,
    );
  const goal = settings.goal ?? DEFAULT_GOAL;
  const progress = showsProgress(settings, io) ? new ProgressLine(io.stderr, goal) : undefined;
  await using session = createSession({ workers: settings.workers });
  const answer = await evaluate(
    { id: 1, expr, goal, timeout: settings.timeout, maxSteps: settings.maxSteps },
    { session, signal: io.signal, onProgress: progress && ((bounds) => progress.show(bounds)) },
  );
  progress?.erase();
  const { record } = answer;
  const text = settings.json ? JSON.stringify(record) : answerText(record);
  if (text !== null) await writeLine(io.stdout, text);
  const note = settings.quiet || settings.json ? null : noteText(record);
  if (note !== null) await writeLine(io.stderr, `pincer: ${note}`);
  return io.signal.aborted && record.status !== 'met' ? exitCode.interrupted : answer.exitCode;
}

function showsProgress(settings: Settings, io: Io): boolean {
  return (
    settings.progress && !settings.quiet && io.stderr.isTTY === true && io.env['TERM'] !== 'dumb'
  );
}
