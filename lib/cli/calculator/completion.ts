import { aliases, vocabulary } from '../../expression/index.js';
import { calculatorCommands } from './commands.js';

/**
 * How the end of a line may go on: the names with that beginning, and the part that they replace. A function is completed
 * with its parenthesis.
 *
 * @param names - the names that have a value.
 */
export function completed(line: string, names: readonly string[]): [string[], string] {
  const [command] = /^\s*(:\S*)$/.exec(line)?.slice(1) ?? [];
  if (command !== undefined) return [beginning([...calculatorCommands.keys()], command), command];
  const [word = ''] = /[A-Za-z_][A-Za-z0-9_]*$/.exec(line) ?? [];
  if (word === '') return [[], ''];
  const words = [...vocabulary].map(([name, { kind }]) =>
    kind === 'function' ? `${name}(` : name,
  );
  const others = [...aliases.keys()].map((name) => `${name}(`);
  return [beginning([...names, ...words, ...others], word), word];
}

function beginning(words: readonly string[], start: string): string[] {
  return words.filter((word) => word.startsWith(start)).sort();
}
