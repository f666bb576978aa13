/**
 * Arguments -> settings, by a table of flags.
 *
 * Laws
 * 1. What follows `--` is never a flag; `--flag value` and `--flag=value` are the same.
 * 2. What is no known flag is an operand, so that `-2^2` is an expression; only what looks like a
 *    flag and could not be an expression (`--digts`) is refused.
 */
import { parse as parseDuration } from '@lukeed/ms';

import { didYouMean, vocabulary } from '../expression/index.js';
import type { Goal } from '../coordinator/goal.js';
import { goalName, type GoalName, readGoal, readInteger, shorten } from './goals.js';
import { UsageError } from './usage.js';

export interface Settings {
  /** Undefined when none was asked for. */
  goal?: Goal;
  workers: number | 'auto';
  /** Milliseconds. */
  timeout?: number;
  maxSteps?: number;
  json: boolean;
  quiet: boolean;
  progress: boolean;
  help: boolean;
  version: boolean;
  /** What is no flag, in order. */
  readonly operands: string[];
}

interface Flag {
  readonly name: string;
  /** What stands for its value in the help text; a flag without one takes none. */
  readonly value?: string;
  readonly doc: string;
  readonly apply: (settings: Settings, value: string, name: string) => void;
}

/** The longest delay that a timer takes. */
const MAX_TIMEOUT = 2 ** 31 - 1;
const MAX_WORKERS = 256;

function goalFlag(goal: GoalName, value: string, doc: string): Flag {
  return {
    name: `--${goal}`,
    value,
    doc,
    apply(settings, text, name) {
      const other = settings.goal === undefined ? undefined : goalName(settings.goal);
      if (other !== undefined && other !== goal)
        throw new UsageError(`--${other} and ${name} are two goals; ask for one`);
      settings.goal = readGoal(goal, text, name);
    },
  };
}

export const flags: readonly Flag[] = [
  goalFlag('digits', 'N', 'N significant digits, proven (the default, with N = 50)'),
  goalFlag('decimals', 'N', 'N places after the point'),
  goalFlag('bits', 'N', 'bounds at most 2^-N apart'),
  goalFlag('eps', 'E', 'bounds at most E apart'),
  goalFlag('rel', 'R', 'bounds at most R times the value apart'),
  {
    name: '--workers',
    value: 'N|auto',
    doc: 'threads to work with; 0 for none (default: auto)',
    apply(settings, text, name) {
      settings.workers = text === 'auto' ? 'auto' : readInteger(text, name, [0, MAX_WORKERS]);
    },
  },
  {
    name: '--timeout',
    value: 'T',
    doc: 'stop after 30s, 2m, 500ms; without a unit in milliseconds',
    apply(settings, text, name) {
      settings.timeout = readDuration(text, name);
    },
  },
  {
    name: '--max-steps',
    value: 'N',
    doc: 'stop after N steps of refiners',
    apply(settings, text, name) {
      settings.maxSteps = readInteger(text, name, [0, Number.MAX_SAFE_INTEGER]);
    },
  },
  {
    name: '--json',
    doc: 'answer with one JSON object on one line',
    apply: (settings) => void (settings.json = true),
  },
  {
    name: '--quiet',
    doc: 'write nothing to standard error',
    apply: (settings) => void (settings.quiet = true),
  },
  {
    name: '--no-progress',
    doc: 'show no progress line',
    apply: (settings) => void (settings.progress = false),
  },
  {
    name: '--help',
    doc: 'show this text',
    apply: (settings) => void (settings.help = true),
  },
  {
    name: '--version',
    doc: 'show the version',
    apply: (settings) => void (settings.version = true),
  },
];

/**
 * Reads arguments.
 *
 * @throws {@link UsageError} at the first that cannot be meant.
 */
export function readArguments(argv: readonly string[]): Settings {
  const settings: Settings = {
    workers: 'auto',
    json: false,
    quiet: false,
    progress: true,
    help: false,
    version: false,
    operands: [],
  };
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i] ?? '';
    if (argument === '--') {
      settings.operands.push(...argv.slice(i + 1));
      break;
    }
    const [, name = argument, attached] = /^(--[^=]*)=(.*)$/s.exec(argument) ?? [];
    const flag = flags.find((candidate) => candidate.name === name);
    if (flag === undefined) settings.operands.push(operand(argument));
    else if (flag.value === undefined) {
      if (attached !== undefined) throw new UsageError(`${name} takes no value`);
      flag.apply(settings, '', name);
    } else {
      const value = attached ?? argv[++i];
      if (value === undefined) throw new UsageError(`${name} needs a value: ${name} ${flag.value}`);
      flag.apply(settings, value, name);
    }
  }
  return settings;
}

/** An argument that is no flag, unless it looks like a misspelt one. */
function operand(argument: string): string {
  const [, name] = /^--([a-z]+(?:-[a-z]+)*)(?:=|$)/i.exec(argument) ?? [];
  if (name === undefined || vocabulary.has(name)) return argument;
  const names = flags.map((flag) => flag.name);
  throw new UsageError(`unknown flag --${name}${didYouMean(`--${name}`, names)}`);
}

function readDuration(text: string, name: string): number {
  const duration = parseDuration(text.trim());
  if (duration !== undefined && duration > 0 && duration <= MAX_TIMEOUT) return duration;
  throw new UsageError(
    `${name} takes a positive time up to 24d, such as 30s, 2m or 500 (milliseconds), got ${shorten(text)}`,
  );
}
