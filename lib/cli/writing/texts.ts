/**
 * Operands -> the texts that a command is about, and definitions for them.
 */
import type { Settings } from '../reading/flags.js';
import { reading, STANDARD_INPUT } from '../reading/input.js';
import type { Io } from '../io.js';
import { UsageError } from '../usage.js';

export interface Texts {
  /** As many as the command asked for. */
  readonly texts: readonly string[];
  /** Statements such as `x = 1.5`, in order. */
  readonly definitions: readonly string[];
}

/** The name that a definition begins with, or undefined where an operand is none. */
export function definedName(operand: string): string | undefined {
  return /^\s*([A-Za-z_][A-Za-z0-9_]*)\s*=/.exec(operand)?.[1];
}

/** Whether an operand names a file. */
export function isFile(operand: string): boolean {
  return /^@./s.test(operand);
}

/**
 * Reads the operands of a command that takes `example.length` expressions and then definitions
 * `NAME=VALUE`. An expression may stand in a file, given as `@F`, or on standard input, given as `-`.
 *
 * @param example - expressions to show where some are missing.
 * @throws {@link UsageError} when there are too few or too many, or a file cannot be read.
 */
export async function readTexts(
  command: string,
  { file, operands }: Settings,
  example: readonly string[],
  io: Io,
): Promise<Texts> {
  const given =
    file === undefined ? operands : [file === STANDARD_INPUT ? file : `@${file}`, ...operands];
  const count = example.length;
  const what = count === 1 ? 'an expression' : 'two expressions';
  const shown = example.map((text) => JSON.stringify(text)).join(' ');
  if (given.length < count)
    throw new UsageError(`${command} needs ${what}: pincer ${command} ${shown}`);
  const definitions = given.slice(count);
  const other = definitions.find((definition) => definedName(definition) === undefined);
  if (other !== undefined)
    throw new UsageError(
      `${command} takes ${what} and definitions such as x=1.5, got ${other}` +
        (count === 1
          ? `; quote it: pincer ${command} "${given.join(' ')}"`
          : `; quote each: pincer ${command} ${shown}`),
    );
  const texts: string[] = [];
  for (const operand of given.slice(0, count)) texts.push(await textOf(operand, io));
  return { texts, definitions };
}

async function textOf(operand: string, io: Io): Promise<string> {
  if (operand !== STANDARD_INPUT && !isFile(operand)) return operand;
  let text = '';
  await reading(operand.replace(/^@/, ''), io, async (input) => {
    input.setEncoding('utf8');
    for await (const chunk of input as AsyncIterable<string>) text += chunk;
  });
  return text;
}
