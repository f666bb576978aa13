/**
 * Arguments -> settings, by the table of flags.
 *
 * Laws
 * 1. What follows `--` is never a flag; `--flag value` and `--flag=value` are the same.
 * 2. An argument that is no known flag is an operand, so `-2^2` is an expression. Only an argument that looks
 *    like a flag and cannot be an expression (`--digts`) is refused.
 */
import { didYouMean, vocabulary } from '../../expression/index.js';
import { flags } from './flags.js';
import type { Settings } from './flags.js';
import { UsageError } from '../usage.js';

/**
 * Reads arguments.
 *
 * @throws {@link UsageError} at the first argument that cannot be meant.
 */
export function readArguments(argv: readonly string[]): Settings {
  const settings: Settings = {
    workers: 'auto',
    limits: {},
    presentation: {},
    explain: false,
    json: false,
    strict: false,
    ordered: false,
    reproducible: false,
    history: true,
    insecure: false,
    isolation: 'process',
    modules: [],
    keyFiles: [],
    async: false,
    quiet: false,
    progress: 'auto',
    help: false,
    version: false,
    operands: [],
    given: new Set(),
  };
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i] ?? '';
    if (argument === '--') {
      settings.operands.push(...argv.slice(i + 1));
      break;
    }
    const [, name = argument, attached] = /^(--[^=]*)=(.*)$/s.exec(argument) ?? [];
    const flag = flags.find((candidate) => candidate.name === name);
    if (flag === undefined) {
      settings.operands.push(operand(argument));
      continue;
    }
    let value = '';
    if (flag.value === undefined) {
      if (attached !== undefined) throw new UsageError(`${name} takes no value`);
    } else {
      const given = attached ?? argv[++i];
      if (given === undefined) throw new UsageError(`${name} needs a value: ${name} ${flag.value}`);
      value = given;
    }
    flag.apply(settings, value, name);
    settings.given.add(name);
  }
  return settings;
}

/**
 * Refuses flags that do not apply to a command.
 *
 * @throws {@link UsageError} naming the flag and the commands that take it.
 */
export function checkFlags(settings: Settings, command: string): void {
  for (const { name, commands } of flags)
    if (settings.given.has(name) && commands !== undefined && !commands.includes(command))
      throw new UsageError(
        `${name} says nothing to ${command}; it is for ${commands.join(' and ')}`,
      );
}

/** An argument that is no flag, unless it looks like a misspelt one. */
function operand(argument: string): string {
  const [, name] = /^--([a-z]+(?:-[a-z]+)*)(?:=|$)/i.exec(argument) ?? [];
  if (name === undefined || vocabulary.has(name)) return argument;
  const names = flags.map((flag) => flag.name);
  throw new UsageError(`unknown flag --${name}${didYouMean(`--${name}`, names)}`);
}
