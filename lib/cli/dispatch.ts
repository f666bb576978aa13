import { Interrupted } from '../exact/interruption.js';
import { didYouMean } from '../expression/index.js';
import { checkFlags, readArguments } from './reading/arguments.js';
import { batchCommand } from './commands/batch.js';
import { checkCommand } from './commands/check.js';
import { compareCommand } from './commands/compare.js';
import { evalCommand } from './commands/eval.js';
import { calculateCommand } from './commands/calculate.js';
import { completionCommand } from './commands/completion.js';
import { fleetCommand } from './commands/fleet.js';
import { workerCommand } from './commands/worker.js';
import { tour } from './commands/tour.js';
import { exitCode } from './exit.js';
import { CALCULATOR } from './reading/flags.js';
import type { Settings } from './reading/flags.js';
import { helpText } from './help.js';
import type { CommandHelp } from './help.js';
import { writeLine } from './io.js';
import type { Io } from './io.js';
import { UsageError } from './usage.js';
import { version } from './version.js';
import { printable } from './writing/printable.js';

interface Command extends CommandHelp {
  readonly run: (settings: Settings, io: Io) => Promise<number>;
}

const commands: ReadonlyMap<string, Command> = new Map([
  [
    'eval',
    {
      usage: 'eval EXPR [NAME=VALUE ...]',
      doc: 'prove digits of an expression; also refine',
      run: evalCommand,
    },
  ],
  [
    'compare',
    {
      usage: 'compare A B [NAME=VALUE ...]',
      doc: 'prove which is larger: < > = ~ (close) or ? (undecided)',
      run: compareCommand,
    },
  ],
  [
    'check',
    {
      usage: 'check EXPR [NAME=VALUE ...]',
      doc: 'find all mistakes without evaluating; also typecheck',
      run: checkCommand,
    },
  ],
  [
    'batch',
    {
      usage: 'batch [FILE]',
      doc: 'answer lines such as {"expr": "sqrt(2)", "digits": 20}',
      run: batchCommand,
    },
  ],
  [
    'worker',
    {
      usage: 'worker',
      doc: 'run steps for the clients of a queue on Redis',
      run: workerCommand,
    },
  ],
  [
    'fleet',
    {
      usage: 'fleet',
      doc: 'show the workers of a queue and what they do',
      run: fleetCommand,
    },
  ],
  [
    'tour',
    {
      usage: 'tour',
      doc: 'watch an example close in',
      run: (settings, io) => {
        if (settings.operands.length > 0) throw new UsageError('tour takes no operand');
        return tour(io);
      },
    },
  ],
  [
    'completion',
    {
      usage: 'completion SHELL',
      doc: 'print a script by which bash, zsh or fish completes',
      run: (settings, io) => completionCommand(settings, io, commands, synonyms),
    },
  ],
]);

/**
 * Other names of commands. To refine a value is to prove digits of it; the types of this language are those of names:
 * a value, or a function with so many arguments of which some are exact integers, and `check` checks them.
 */
const synonyms: ReadonlyMap<string, string> = new Map([
  ['refine', 'eval'],
  ['typecheck', 'check'],
]);

/** Does what the arguments ask and returns the exit code. */
export async function dispatch(io: Io): Promise<number> {
  try {
    return await answer(io);
  } catch (error) {
    if (error instanceof Interrupted) return exitCode.interrupted;
    if (!(error instanceof UsageError)) throw error;
    await writeLine(io.stderr, printable(`pincer: ${error.message}\nTry pincer --help`));
    return exitCode.usage;
  }
}

async function answer(io: Io): Promise<number> {
  // Who comes by npm start has not seen it yet.
  if (io.argv.length === 0 && io.env['npm_lifecycle_event'] === 'start') return tour(io);
  const settings = readArguments(io.argv);
  const given = settings.operands.shift();
  const name = synonyms.get(given ?? '') ?? given;
  const command = commands.get(name ?? '');
  if (settings.version) await writeLine(io.stdout, version());
  else if (settings.help) await writeLine(io.stdout, helpText([...commands.values()]));
  else {
    if (name !== undefined && command === undefined) throw unknownCommand(name);
    checkFlags(settings, name ?? CALCULATOR);
    await tellOfNoThread(io, settings);
    return command === undefined ? calculateCommand(settings, io) : command.run(settings, io);
  }
  return exitCode.met;
}

async function tellOfNoThread({ noThread, stderr }: Io, { quiet }: Settings): Promise<void> {
  if (noThread === undefined || quiet) return;
  const what = 'no thread starts, so the command hears Ctrl-C only where it does not compute';
  await writeLine(stderr, printable(`pincer: ${what}: ${noThread}`));
}

function unknownCommand(name: string): UsageError {
  const near = didYouMean(name, commands.keys());
  return new UsageError(
    `unknown command ${name}${near === '' ? `; an expression is evaluated by pincer eval "${name}"` : near}`,
  );
}
