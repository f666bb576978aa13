/**
 * The flags: one table, read by the reader of arguments and by the help text.
 */
import { parse as parseDuration } from '@lukeed/ms';

import type { Goal } from '../../coordinator/goals/goal.js';
import type { Tolerance } from '../../real/index.js';
import { goalName, readGoal, readInteger, readTolerance, shorten } from './goals.js';
import type { GoalName } from './goals.js';
import type { Limits } from '../writing/evaluation.js';
import type { Presentation } from '../writing/presentation.js';
import { UsageError } from '../usage.js';

export interface Settings {
  /** Undefined when none was asked for. */
  goal?: Goal;
  /** How near two values count as close. */
  within?: Tolerance;
  workers: number | 'auto';
  readonly limits: Limits;
  /** Where the expression stands, in place of an operand; `-` for standard input. */
  file?: string;
  /** The file to save to while it computes, and how often in milliseconds. */
  save?: string;
  saveEvery?: number;
  /** The file to go on from. */
  resume?: string;
  readonly presentation: Presentation;
  /** The file that a trace of the run is written to. */
  trace?: string;
  /** The files that pictures and a report of the run are written to. */
  plot?: string;
  report?: string;
  explain: boolean;
  json: boolean;
  strict: boolean;
  ordered: boolean;
  /** Whether the answers of a batch depend on its lines and the flags alone. */
  reproducible: boolean;
  /** The file that takes the answers of a batch, in place of standard output. */
  out?: string;
  /** The file with the address of Redis, or an address without a password. */
  redisFile?: string;
  queue?: string;
  readonly keyFiles: string[];
  /** Whether a fleet goes without a key. */
  insecure: boolean;
  /** How many steps a worker runs at once. */
  seats?: number | 'auto';
  /** Where a worker runs its steps. */
  isolation: 'process' | 'thread';
  /** The modules of refiners that a worker runs. */
  readonly modules: string[];
  /** Whether the calculator keeps its lines for the next time. */
  history: boolean;
  /** Whether bounds on the way are answers too. */
  async: boolean;
  quiet: boolean;
  /** `auto`: on a terminal alone. */
  progress: boolean | 'auto';
  help: boolean;
  version: boolean;
  /** What is no flag, in order. */
  readonly operands: string[];
  /** The flags that were given, by name. */
  readonly given: Set<string>;
}

export interface Flag {
  readonly name: string;
  /** What stands for its value in the help text; a flag without one takes none. */
  readonly value?: string;
  /** The words that it takes, where these are few. */
  readonly choices?: readonly string[];
  readonly doc: string;
  /** The commands that it applies to; all when not given. */
  readonly commands?: readonly string[];
  readonly apply: (settings: Settings, value: string, name: string) => void;
}

/** The longest delay that a timer takes. */
const MAX_TIMEOUT = 2 ** 31 - 1;
const MAX_WORKERS = 256;

/** What runs where no command is given. */
export const CALCULATOR = 'the calculator';

/** The commands that print values. */
const values = ['eval', 'batch', CALCULATOR];

/** The commands that use a fleet of workers. */
const ofFleets = ['worker', 'fleet', 'eval', 'batch'];

/** The commands that search for signs. */
const searches = ['eval', 'batch', 'compare', CALCULATOR];

function goalFlag(goal: GoalName, value: string, doc: string): Flag {
  return {
    name: `--${goal}`,
    value,
    doc,
    commands: values,
    apply(settings, text, name) {
      const other = settings.goal === undefined ? undefined : goalName(settings.goal);
      if (other !== undefined && other !== goal)
        throw new UsageError(`--${other} and ${name} are two goals; ask for one`);
      settings.goal = readGoal(goal, text, name);
    },
  };
}

/** A flag that takes one of a few words. */
function choiceFlag<Key extends keyof Presentation>(
  key: Key,
  choices: readonly NonNullable<Presentation[Key]>[],
  doc: string,
  value = choices.join('|'),
): Flag {
  return {
    name: `--${key}`,
    value,
    choices,
    doc,
    commands: values,
    apply(settings, text, name) {
      const choice = choices.find((candidate) => candidate === text);
      if (choice === undefined)
        throw new UsageError(`${name} takes ${choices.join(', ')}, got ${shorten(text)}`);
      settings.presentation[key] = choice;
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
    name: '--within',
    value: 'E',
    doc: 'values at most E apart may be called close (~)',
    commands: ['compare'],
    apply(settings, text, name) {
      settings.within = readTolerance(text, name);
    },
  },
  choiceFlag(
    'round',
    ['nearest', 'half-away', 'down', 'up', 'zero'],
    'nearest, half-away (ties), down, up or zero: how digits are rounded',
    'MODE',
  ),
  choiceFlag('as', ['bounds', 'ball', 'ratios'], 'what to print in place of digits'),
  choiceFlag('format', ['plain', 'exponent'], 'how every number is written'),
  {
    name: '--file',
    value: 'F',
    doc: 'read the statements from a file, as @F does; - for standard input',
    commands: ['eval', 'check'],
    apply(settings, text) {
      settings.file = text;
    },
  },
  {
    name: '--workers',
    value: 'N|auto',
    doc: 'threads to work with; 0 for one step at a time (default: auto)',
    apply(settings, text, name) {
      settings.workers = text === 'auto' ? 'auto' : readInteger(text, name, [0, MAX_WORKERS]);
    },
  },
  {
    name: '--parallel',
    doc: 'the same as --workers auto; check needs it to check files at once',
    apply(settings) {
      if (!settings.given.has('--workers')) settings.workers = 'auto';
    },
  },
  {
    name: '--timeout',
    value: 'T',
    doc: 'stop after 30s, 2m, 500ms; without a unit in milliseconds',
    apply(settings, text, name) {
      settings.limits.timeout = readDuration(text, name);
    },
  },
  {
    name: '--max-steps',
    value: 'N',
    doc: 'stop after N steps of refiners',
    apply(settings, text, name) {
      settings.limits.maxSteps = readInteger(text, name, [0, Number.MAX_SAFE_INTEGER]);
    },
  },
  {
    name: '--separation-bits',
    value: 'N',
    doc: 'search N bits below the operands for a sign or a side (default: 32768)',
    commands: searches,
    apply(settings, text, name) {
      settings.limits.separationBits = readInteger(text, name, [0, Number.MAX_SAFE_INTEGER]);
    },
  },
  {
    name: '--separation-time',
    value: 'T',
    doc: 'search that long for a sign or a side (default: 4s)',
    commands: searches,
    apply(settings, text, name) {
      settings.limits.separationTime = readDuration(text, name);
    },
  },
  {
    name: '--assume-domain',
    doc: 'take every argument to lie inside the domain of its function',
    commands: searches,
    apply: (settings) => void (settings.limits.assumeDomain = true),
  },
  {
    name: '--save',
    value: 'F',
    doc: 'save what is proven to a file, every 10s and at the end',
    commands: ['eval'],
    apply: (settings, text) => void (settings.save = text),
  },
  {
    name: '--save-every',
    value: 'T',
    doc: 'save so often',
    commands: ['eval'],
    apply: (settings, text, name) => void (settings.saveEvery = readDuration(text, name)),
  },
  {
    name: '--resume',
    value: 'F',
    doc: 'go on from a file that --save wrote; EXPR may be left out then',
    commands: ['eval'],
    apply: (settings, text) => void (settings.resume = text),
  },
  {
    name: '--strict',
    doc: 'exit with 1 unless every line was met or decided',
    commands: ['batch'],
    apply: (settings) => void (settings.strict = true),
  },
  {
    name: '--ordered',
    doc: 'answer in the order of the lines',
    commands: ['batch'],
    apply: (settings) => void (settings.ordered = true),
  },
  {
    name: '--reproducible',
    doc: 'in that order, each line by itself, no times: every run the same',
    commands: ['batch'],
    apply: (settings) => void (settings.reproducible = true),
  },
  {
    name: '--out',
    value: 'FILE',
    doc: 'reproducible answers in a file, where the same command goes on',
    commands: ['batch'],
    apply(settings, text) {
      settings.reproducible = true;
      settings.out = text;
    },
  },
  {
    name: '--no-history',
    doc: 'keep no lines, as with PINCER_HISTORY=, which may name their file',
    commands: [CALCULATOR],
    apply: (settings) => void (settings.history = false),
  },
  {
    name: '--explain',
    doc: 'also say what limits the width; with check, how the text is read',
    commands: ['eval', 'check'],
    apply: (settings) => void (settings.explain = true),
  },
  {
    name: '--trace',
    value: 'FILE',
    doc: 'write what happens as it happens, for Perfetto, speedscope or Chrome',
    commands: searches,
    apply(settings, text) {
      settings.trace = text;
    },
  },
  {
    name: '--plot',
    value: 'FILE',
    doc: 'draw digits over time, schedule, bits and graph of the run, as SVG',
    commands: ['eval'],
    apply: (settings, text) => void (settings.plot = text),
  },
  {
    name: '--report',
    value: 'FILE',
    doc: 'explain the run on one page of HTML',
    commands: ['eval'],
    apply: (settings, text) => void (settings.report = text),
  },
  {
    name: '--redis-file',
    value: 'F',
    doc: 'use a fleet: the file with the address of its Redis, or unix:PATH',
    commands: ofFleets,
    apply: (settings, text) => void (settings.redisFile = text),
  },
  {
    name: '--queue',
    value: 'N',
    doc: 'the queue of the fleet (default: default)',
    commands: ofFleets,
    apply: (settings, text) => void (settings.queue = text),
  },
  {
    name: '--key-file',
    value: 'F',
    doc: 'the key of the fleet, a file of mode 600; twice while it changes',
    commands: ofFleets,
    apply: (settings, text) => void settings.keyFiles.push(text),
  },
  {
    name: '--insecure',
    doc: 'a fleet without a key: whoever reaches Redis can answer',
    commands: ofFleets,
    apply: (settings) => void (settings.insecure = true),
  },
  {
    name: '--seats',
    value: 'N|auto',
    doc: 'steps that it runs at once (default: auto, one per processor)',
    commands: ['worker'],
    apply(settings, text, name) {
      settings.seats = text === 'auto' ? 'auto' : readInteger(text, name, [1, MAX_WORKERS]);
    },
  },
  {
    name: '--isolation',
    value: 'KIND',
    choices: ['process', 'thread'],
    doc: 'thread or process, where it runs them (default: process)',
    commands: ['worker'],
    apply(settings, text, name) {
      if (text !== 'process' && text !== 'thread')
        throw new UsageError(`${name} takes process or thread, got ${shorten(text)}`);
      settings.isolation = text;
    },
  },
  {
    name: '--import',
    value: 'FILE',
    doc: 'a module whose refiners it runs; may be given several times',
    commands: ['worker'],
    apply: (settings, text) => void settings.modules.push(text),
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
    name: '--async',
    doc: 'answer as it goes: each proven improvement is a line',
    commands: ['eval'],
    apply: (settings) => void (settings.async = true),
  },
  {
    name: '--progress',
    doc: 'report progress where standard error is no terminal, too',
    apply: (settings) => void (settings.progress = true),
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

function readDuration(text: string, name: string): number {
  const duration = parseDuration(text.trim());
  if (duration !== undefined && duration > 0 && duration <= MAX_TIMEOUT) return duration;
  throw new UsageError(
    `${name} takes a positive time up to 24d, such as 30s, 2m or 500 (milliseconds), got ${shorten(text)}`,
  );
}
