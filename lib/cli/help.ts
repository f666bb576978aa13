import { aliases, vocabulary } from '../expression/index.js';
import { flags } from './reading/flags.js';

export interface CommandHelp {
  readonly usage: string;
  readonly doc: string;
}

/** The text of `--help`, made of the tables that the program works by. */
export function helpText(commands: readonly CommandHelp[]): string {
  const words = [...vocabulary];
  return `pincer: real numbers, closed in from both sides until the digits asked for are proven

Usage
${columns([['pincer', 'calculate line by line; on a terminal :help says more'], ...commands.map(({ usage, doc }) => [`pincer ${usage}`, doc] as const)])}

  EXPR, A and B may be @FILE, a file of statements, or - for standard input. VALUE is an expression.
  check takes several @FILE, too.
  A line of a batch has expr and one of digits, decimals, bits, eps, rel, or has compare: ["a", "b"]
  and perhaps within; it may have id, timeoutMs, maxSteps, separationBits, separationMs and
  assumeDomain. Flags are the defaults of the lines.

Flags
${columns(flags.map(({ name, value, doc }) => [value === undefined ? name : `${name} ${value}`, doc]))}

  --as bounds prints [lower, upper], --as ball prints midpoint +/- radius, and --as ratios prints
  both bounds as exact ratios of integers, or as n*2^k far from 1.

Expressions
  + - * / ^ and parentheses; -2^2 is -4, 2^3^2 is 512; decimals such as 1.5e-3 are exact
  2pi, 2(3+4), 5!, 50%, 30°, 30 deg, 2**3, ½, √2, x², |x|, ×, ÷, π, log_3(9), 1_000_000, 0x1F, 0b101
  what has two readings, such as 1/2x, sin 30 or 200 + 10%, is refused, and both are shown
  x = sqrt(2); y = x + pi; y / x      the last statement is the answer; # starts a comment
  1.23 +/- 0.01, [1.22, 1.24]         a quantity that is known by bounds alone
${columns(
  words.flatMap(([name, word]) => [
    [word.kind === 'function' ? `${name}(${word.parameters.join(', ')})` : name, word.doc],
    ...also(name),
  ]),
)}

Exit codes
  0 met or decided, 1 mathematical error, 2 usage or syntax, 3 partial, 4 undecided,
  130 interrupted; for 3, 4 and 130 the best bounds are printed. A batch exits with 0 once every
  line is answered, with --strict with 1 unless all were met or decided`;
}

/** A line for the other spellings of a function. */
function also(name: string): (readonly [string, string])[] {
  const others = [...aliases].filter(([, of]) => of === name).map(([alias]) => alias);
  return others.length === 0 ? [] : [['', `also ${others.join(', ')}`]];
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(22, ...rows.map(([left]) => left.length + 2));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`).join('\n');
}
