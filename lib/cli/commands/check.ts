import { availableParallelism } from 'node:os';
import { underStop } from '../../coordinator/transitions/time-limit.js';
import { renderProblem } from '../../expression/index.js';
import { checkText } from '../checking/checked.js';
import type { Checked } from '../checking/checked.js';
import { checkFile, checkFilesAtOnce } from '../checking/files.js';
import type { FilesToCheck } from '../checking/files.js';
import { exitCode } from '../exit.js';
import type { Settings } from '../reading/flags.js';
import { isInterrupted, writeLine } from '../io.js';
import type { Io } from '../io.js';
import { UsageError } from '../usage.js';
import { jsonLine, printable } from '../writing/printable.js';
import { definedName, isFile, readTexts } from '../writing/texts.js';

/**
 * `pincer check EXPR`: whether it could be evaluated, and if not, everything wrong with it. With `--explain` also how it
 * and its definitions are read. Several files `@F` are checked each by itself, with `--parallel` many at once.
 */
export async function checkCommand(settings: Settings, io: Io): Promise<number> {
  const { operands, explain } = settings;
  const files = operands.filter(isFile).map((operand) => operand.slice(1));
  if (files.length > 1) return await checkFiles(files, settings, io);
  const { texts, definitions } = await readTexts('check', settings, ['sqrt(2)+pi'], io);
  if (isInterrupted(io)) return exitCode.interrupted;
  const checked = untilInterrupted(io, () => checkText(texts.join('\n'), definitions, explain));
  return await write(checked, settings, io);
}

async function checkFiles(files: readonly string[], settings: Settings, io: Io): Promise<number> {
  const { operands, explain, file } = settings;
  const definitions = operands.filter((operand) => !isFile(operand));
  const other = definitions.find((definition) => definedName(definition) === undefined) ?? file;
  if (other !== undefined)
    throw new UsageError(`check takes files @F and definitions such as x=1.5, got ${other}`);
  const data = { files, definitions, explain };
  const threads = threadsOf(settings);
  const all = threads === 0 ? oneByOne(data, io) : checkFilesAtOnce(data, threads, io.signal);
  let code: number = exitCode.met;
  let place = 0;
  for await (const checked of all) {
    if (isInterrupted(io)) break;
    code = Math.max(code, await write(checked, settings, io, files[place++]));
  }
  return isInterrupted(io) ? exitCode.interrupted : code;
}

function* oneByOne(data: FilesToCheck, io: Io): Generator<Checked> {
  for (const file of data.files) yield untilInterrupted(io, () => checkFile(file, data));
}

/** Threads are for whoever asks for them: a thread takes longer to start than a short file takes to be checked. */
function threadsOf({ workers, given }: Settings): number {
  if (!given.has('--parallel') && !given.has('--workers')) return 0;
  return workers === 'auto' ? availableParallelism() : workers;
}

/** @throws Interrupted */
function untilInterrupted<T>(io: Io, check: () => T): T {
  return underStop(() => isInterrupted(io), check);
}

/** @returns the exit code. */
async function write(
  { expr, problems, canonical }: Checked,
  { json, quiet }: Settings,
  io: Io,
  file?: string,
): Promise<number> {
  const ok = problems.length === 0;
  const label = file === undefined ? '' : `${file}: `;
  if (json) {
    const subject = file === undefined ? { expr } : { file };
    await writeLine(io.stdout, jsonLine({ ...subject, ok, problems, canonical }));
  } else if (ok) await writeLine(io.stdout, `${printable(label)}${canonical ?? 'ok'}`);
  if (!json && !quiet)
    for (const problem of problems) {
      const text = renderProblem(problem.text ?? expr, problem);
      await writeLine(io.stderr, printable(`pincer: ${label}${text}`));
    }
  return ok ? exitCode.met : exitCode.usage;
}
