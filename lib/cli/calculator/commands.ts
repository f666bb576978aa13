/**
 * What a line may ask of the calculator itself: the commands, which begin with a colon. One table, read by the
 * conversation, by completion and by `:help`.
 */
import { closeSync, writeFileSync } from 'node:fs';

import { GOAL_RANGES } from '../../coordinator/goals/goal.js';
import { didYouMean } from '../../expression/index.js';
import type { Goal } from '../../real/index.js';
import { exitCode } from '../exit.js';
import { writeLine } from '../io.js';
import type { Io } from '../io.js';
import { goalName, goalNames, readGoal } from '../reading/goals.js';
import type { GoalName } from '../reading/goals.js';
import { UsageError } from '../usage.js';
import { explanationOf } from '../writing/explanation.js';
import { opened } from '../writing/output-file.js';
import { jsonLine, printable } from '../writing/printable.js';
import type { Calculator, LastAnswer } from './calculator.js';

interface Command {
  /** What stands for its argument in the help; a command without one takes none. */
  readonly value?: string;
  readonly doc: string;
  /** @returns an exit code, or `quit`. */
  readonly run: (calculator: Calculator, value: string, io: Io) => Promise<number | 'quit'>;
}

const goalDocs: Readonly<Record<GoalName, readonly [value: string, doc: string]>> = {
  digits: ['N', 'N significant digits from now on'],
  decimals: ['N', 'N places after the point from now on'],
  bits: ['N', 'bounds at most 2^-N apart from now on'],
  eps: ['E', 'bounds at most E apart from now on'],
  rel: ['R', 'bounds at most R times the value apart from now on'],
};

export const calculatorCommands: ReadonlyMap<string, Command> = new Map<string, Command>([
  ...goalNames.map((name): [string, Command] => [`:${name}`, goalCommand(name)]),
  [
    ':more',
    {
      doc: 'twice as many digits of the last answer, or the rest of an interrupted one',
      run: async (calculator, _, io) => {
        const last = lastOf(calculator, ':more');
        const met = last.answer.exitCode === exitCode.met;
        return await calculator.again(last, met ? twice(last.goal) : last.goal, io);
      },
    },
  ],
  [
    ':explain',
    {
      doc: 'what each part of the last answer contributes to its width, and what limits it',
      run: async (calculator, _, io) => {
        const { value, goal, answer } = lastOf(calculator, ':explain');
        const { session, settings } = calculator;
        const explanation = value.explain(goal, { session });
        const found = explanationOf({ ...answer, explanation }, session);
        if (found !== undefined)
          await writeLine(
            io.stdout,
            settings.json ? jsonLine(found.record) : printable(found.text),
          );
        return exitCode.met;
      },
    },
  ],
  [
    ':plot',
    {
      value: 'FILE',
      doc: 'draws how the last answer was computed, as SVG',
      run: async (calculator, path, io) => {
        const { trace } = lastOf(calculator, ':plot');
        if (path === '') throw new UsageError(':plot takes the name of a file');
        if (trace.operations.length === 0)
          throw new UsageError(
            ':plot: there is nothing to draw: no step was needed, or it has too many values',
          );
        closeSync(opened(path, 'a'));
        const { plot } = await import('../../observe/pictures/plot.js');
        writeFileSync(path, await plot(trace));
        if (!calculator.settings.quiet)
          await writeLine(io.stderr, printable(`pincer: drawn into ${path}`));
        return exitCode.met;
      },
    },
  ],
  [
    ':help',
    {
      doc: 'this list',
      run: async (_, __, io) => {
        await writeLine(io.stdout, calculatorHelp());
        return exitCode.met;
      },
    },
  ],
  [':quit', { doc: 'leave, as Ctrl-D does', run: () => Promise.resolve('quit') }],
]);

/**
 * Does what a line asks that begins with a colon.
 *
 * @throws {@link UsageError} when it cannot be meant.
 */
export async function runCommand(
  line: string,
  calculator: Calculator,
  io: Io,
): Promise<number | 'quit'> {
  const [, name = '', value = ''] = /^(\S*)\s*(.*)$/s.exec(line.trim()) ?? [];
  const command = calculatorCommands.get(name);
  if (command === undefined)
    throw new UsageError(
      `unknown command ${name}${didYouMean(name, calculatorCommands.keys()) || '; see :help'}`,
    );
  if (command.value === undefined && value !== '') throw new UsageError(`${name} takes no value`);
  return await command.run(calculator, value, io);
}

function goalCommand(name: GoalName): Command {
  const [value, doc] = goalDocs[name];
  return {
    value,
    doc,
    run: (calculator, text) => {
      calculator.goal = readGoal(name, text, `:${name}`);
      return Promise.resolve(exitCode.met);
    },
  };
}

function lastOf({ last }: Calculator, command: string): LastAnswer {
  if (last === undefined)
    throw new UsageError(`${command} is about the last answer; there is none`);
  return last;
}

/** A goal of twice the digits; the longest that may be asked for where there are not as many. */
function twice(goal: Goal): Goal {
  const name = goalName(goal);
  if (name === 'digits' || name === 'decimals' || name === 'bits') {
    const count = (goal as unknown as Record<typeof name, number>)[name];
    const most = GOAL_RANGES[name][1];
    return { [name]: Math.min(most, Math.max(1, 2 * count)) } as unknown as Goal;
  }
  throw new UsageError(`:more doubles digits, decimals or bits; give a smaller :${name ?? 'eps'}`);
}

function calculatorHelp(): string {
  const rows = [...calculatorCommands].map(
    ([name, { value, doc }]) =>
      `  ${(value === undefined ? name : `${name} ${value}`).padEnd(14)}${doc}`,
  );
  return `  sqrt(2) + pi  an expression; x = sqrt(2); x^2 names a value, and a name may be given another one
  ans, out1     the last answer, and the first; pincer --help lists functions and constants
${rows.join('\n')}
  Tab completes names. Ctrl-C stops a computation and keeps its best bounds.`;
}
