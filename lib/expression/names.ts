/**
 * Whether every name of a program means something, and every function gets what it takes.
 *
 * Laws
 * 1. All problems are found, in the order of the text, in time linear in the program.
 * 2. A name means what was assigned to it before, else what the caller gave it, else what the
 *    vocabulary says; it is given a meaning once.
 */
import type { Problem } from './errors.js';
import { didYouMean } from './near.js';
import type { Instruction, Program, Statement } from './program.js';
import { type FunctionWord, vocabulary, type Word } from './vocabulary.js';

/** The text of a literal, where a value is written as one; null for anything computed. */
type Literal = string | null;

/** What a check finds: the problems, and the plain integers among the arguments. */
export interface Findings {
  readonly problems: readonly Problem[];
  readonly integers: ReadonlyMap<Instruction, number>;
}

/** Checks a program's names, calls and assignments; `given` are the caller's names. */
export function checkNames(program: Program, given: Iterable<string> = []): Findings {
  const problems: Problem[] = [];
  const integers = new Map<Instruction, number>();
  const scope = new Map<string, Literal>();
  for (const name of given) scope.set(name, null);
  for (const statement of program.statements) {
    const value = checkStatement(statement, { scope, problems, integers });
    if (statement.name === null) continue;
    const message = refusal(statement.name, scope);
    if (message !== null) problems.push({ message, at: statement.at });
    else scope.set(statement.name, value);
  }
  problems.sort((a, b) => a.at - b.at);
  return { problems, integers };
}

interface Checking {
  readonly scope: Map<string, Literal>;
  readonly problems: Problem[];
  readonly integers: Map<Instruction, number>;
}

/** Why a name cannot take a value here, or null. */
export function refusal(name: string, taken: { has: (name: string) => boolean }): string | null {
  const word = vocabulary.get(name);
  if (word !== undefined) return `${name} is a ${word.kind} and cannot be assigned`;
  return taken.has(name) ? `${name} is assigned twice` : null;
}

/** Follows the literals through a statement's stack. */
function checkStatement(statement: Statement, checking: Checking): Literal {
  const { scope } = checking;
  const stack: Literal[] = [];
  for (const instruction of statement.code) {
    switch (instruction.kind) {
      case 'number':
        stack.push(instruction.text);
        break;
      case 'between':
      case 'around':
        checking.problems.push({ message: 'uncertain data are not supported', at: instruction.at });
        stack.push(null);
        break;
      case 'name': {
        const message = nameProblem(instruction.name, scope);
        if (message !== null) checking.problems.push({ message, at: instruction.at });
        stack.push(scope.get(instruction.name) ?? null);
        break;
      }
      case 'negate':
        stack.push(negated(stack.pop() ?? null));
        break;
      case 'binary':
        stack.length -= 2;
        stack.push(null);
        break;
      case 'call':
        checkCall(instruction, stack.splice(stack.length - instruction.count), checking);
        stack.push(null);
        break;
    }
  }
  return stack.pop() ?? null;
}

function negated(literal: Literal): Literal {
  if (literal === null) return null;
  return literal.startsWith('-') ? literal.slice(1) : `-${literal}`;
}

/** The largest integer that an argument takes where it must be one. */
const MOST = 2 ** 31 - 1;

/** A literal that is a plain integer from 1 to {@link MOST}, as a number; else null. */
function plainInteger(literal: Literal): number | null {
  if (literal === null || !/^\d+$/.test(literal)) return null;
  const value = Number(literal);
  return value >= 1 && value <= MOST ? value : null;
}

function nameProblem(name: string, scope: ReadonlyMap<string, Literal>): string | null {
  if (scope.has(name)) return null;
  const word = vocabulary.get(name);
  if (word?.kind === 'constant') return null;
  if (word?.kind === 'function') return `${name} is a function; write ${usage(name, word)}`;
  return `unknown name ${name}${didYouMean(name, [...scope.keys(), ...wordsOf('constant')])}`;
}

type Call = Extract<Instruction, { kind: 'call' }>;

function checkCall(call: Call, operands: readonly Literal[], checking: Checking): void {
  const word = vocabulary.get(call.name);
  const message = callProblem(call, word, checking.scope);
  if (message !== null) {
    checking.problems.push({ message, at: call.at });
    return;
  }
  if (word?.kind !== 'function' || word.integer === undefined) return;
  const literal = operands[word.integer] ?? null;
  const integer = plainInteger(literal);
  if (integer !== null) {
    checking.integers.set(call, integer);
    return;
  }
  const got = literal ?? 'a computed value';
  checking.problems.push({
    message: `${usage(call.name, word)} needs ${word.parameters[word.integer] ?? ''} as a plain integer from 1 to ${MOST}, got ${got}`,
    at: call.at,
  });
}

function callProblem(
  { name, count }: Call,
  word: Word | undefined,
  scope: ReadonlyMap<string, Literal>,
): string | null {
  if (word?.kind === 'constant') return `${name} is a constant, not a function`;
  if (scope.has(name)) return `${name} is a value, not a function; a product is written with *`;
  if (word === undefined) return `unknown function ${name}${suggestFunction(name)}`;
  const [least, most] = word.arity;
  if (count >= least && count <= most) return null;
  return `${name} takes ${takes(word)}, got ${String(count)}${word.advice?.(count) ?? ''}`;
}

function usage(name: string, word: FunctionWord): string {
  return `${name}(${word.parameters.join(', ')})`;
}

function takes(word: FunctionWord): string {
  const [least, most] = word.arity;
  const plural = (count: number): string => `${String(count)} argument${count === 1 ? '' : 's'}`;
  if (least === most) return plural(least);
  return most === Infinity ? `at least ${plural(least)}` : `${String(least)} to ${plural(most)}`;
}

function suggestFunction(name: string): string {
  const functions = wordsOf('function');
  const suggestion = didYouMean(name, functions);
  return suggestion === '' ? `; there are ${functions.sort().join(', ')}` : suggestion;
}

function wordsOf(kind: 'function' | 'constant'): string[] {
  return [...vocabulary].filter(([, word]) => word.kind === kind).map(([name]) => name);
}
