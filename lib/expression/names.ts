/**
 * Whether every name of a program means something, and every function and datum gets what it takes.
 *
 * Laws
 * 1. All problems are found, in the order of the text, in time linear in the program.
 * 2. A name means what was assigned to it before, else what the caller gave it, else what the
 *    vocabulary says; it is given a meaning once.
 * 3. The exact value of an instruction is computed at most twice: once for the name that takes it, once
 *    for the argument, the end or the number below a factorial that it is. Code with a call or a datum has no exact
 *    value.
 */
import { checkpointAt } from '../exact/interruption.js';
import { ratCompare, ratNegate, ratSign, ratText } from '../exact/rational.js';
import type { Problem } from './errors.js';
import { exactFactorial, exactValue } from './exact-value.js';
import type { Block, Exact } from './exact-value.js';
import { MOST_FACTORIAL } from './factorial.js';
import { didYouMean } from './near.js';
import { operandCount } from './program.js';
import type { Ends, Instruction, Program, Statement } from './program.js';
import { aliases, DEGREE, isFunction, vocabulary } from './vocabulary.js';
import type { FunctionWord, Word } from './vocabulary.js';

/** What a check finds: the problems, and what is known exactly. */
export interface Findings {
  readonly problems: readonly Problem[];
  readonly integers: ReadonlyMap<Instruction, number>;
  readonly data: ReadonlyMap<Instruction, Ends>;
  readonly assigned: ReadonlyMap<string, Exact>;
  readonly value: Exact;
}

/** Checks a program's names, calls, data and assignments; `given` are the caller's names. */
export function checkNames(
  program: Program,
  given: ReadonlyMap<string, Exact> = new Map(),
): Findings {
  const problems: Problem[] = [];
  const integers = new Map<Instruction, number>();
  const data = new Map<Instruction, Ends>();
  const scope = new Map(given);
  const assigned = new Map<string, Exact>();
  let value: Exact = null;
  for (const statement of program.statements) {
    value = checkStatement(statement, { scope, problems, integers, data });
    if (statement.name === null) continue;
    const message = refusal(statement.name, scope);
    if (message !== null) {
      problems.push({ message, at: statement.at });
      continue;
    }
    scope.set(statement.name, value);
    assigned.set(statement.name, value);
  }
  problems.sort((a, b) => a.at - b.at);
  return { problems, integers, data, assigned, value };
}

interface Checking {
  readonly scope: Map<string, Exact>;
  readonly problems: Problem[];
  readonly integers: Map<Instruction, number>;
  readonly data: Map<Instruction, Ends>;
}

/** Why a name cannot take a value here, or null. */
export function refusal(name: string, taken: { has: (name: string) => boolean }): string | null {
  const word = vocabulary.get(name);
  if (word !== undefined) return `${name} is a ${word.kind} and cannot be assigned`;
  return taken.has(name) ? `${name} is assigned twice` : null;
}

/** A value on the stack: its part of the code, and its exact value, computed when it is asked for. */
interface Operand {
  readonly from: number;
  readonly exact: () => Exact;
}

const inexact = (): Exact => null;

/** Follows the values through a statement's stack; returns the exact value of the statement. */
function checkStatement({ code }: Statement, checking: Checking): Exact {
  const { scope, problems } = checking;
  const stack: Operand[] = [];
  const blocks = new Map<number, Block>();
  for (const [i, instruction] of code.entries()) {
    checkpointAt(i);
    // The code is postfix: every operand is there.
    const operands = stack.splice(stack.length - operandCount(instruction));
    const from = operands[0]?.from ?? i;
    let exact = inexact;
    switch (instruction.kind) {
      case 'name': {
        const message = nameProblem(instruction.name, scope);
        if (message !== null) problems.push({ message, at: instruction.at });
        exact = (): Exact => scope.get(instruction.name) ?? null;
        break;
      }
      case 'number':
      case 'negate':
      case 'binary':
        if (operands.every((operand) => operand.exact !== inexact))
          exact = (): Exact => exactValue(code, from, i + 1, scope, blocks);
        break;
      case 'factorial': {
        const value = checkFactorial(instruction, operands, checking);
        blocks.set(from, { last: i, value });
        exact = (): Exact => value;
        break;
      }
      case 'between':
      case 'around':
        checkDatum(instruction, operands, checking);
        break;
      case 'call':
        checkCall(instruction, operands, checking);
        break;
    }
    stack.push({ from, exact });
  }
  return stack.pop()?.exact() ?? null;
}

/** The exact value of a factorial; a problem where there is none or it is too large, before it is computed. */
function checkFactorial(
  factorial: Instruction,
  [x]: readonly Operand[],
  { problems, integers }: Checking,
): Exact {
  const n = x?.exact() ?? null;
  if (n?.d !== 1n || n.n < 0n || n.n > MOST_FACTORIAL) {
    const message = `the factorial takes an exact integer from 0 to ${MOST_FACTORIAL}, got ${shown(n)}`;
    problems.push({ message, at: factorial.at });
    return null;
  }
  integers.set(factorial, Number(n.n));
  return exactFactorial(Number(n.n));
}

type Data = Extract<Instruction, { kind: 'between' | 'around' }>;

function checkDatum(datum: Data, [x, y]: readonly Operand[], { problems, data }: Checking): void {
  const ends = datum.kind === 'between' ? endsOf(x, y) : spreadOf(y);
  if (typeof ends === 'string') problems.push({ message: ends, at: datum.at });
  else data.set(datum, ends);
}

/** The ends of `[x, y]`, or why there are none. */
function endsOf(x: Operand | undefined, y: Operand | undefined): Ends | string {
  const lo = x?.exact() ?? null;
  const hi = y?.exact() ?? null;
  if (lo === null || hi === null)
    return 'the ends of [lower, upper] must be exact constants, such as 1.22 or 1/3';
  if (ratCompare(lo, hi) <= 0) return { lo, hi };
  return `the lower end ${shown(lo)} is above the upper end ${shown(hi)}`;
}

/** The ends of the datum that `+/- y` adds, or why there are none. */
function spreadOf(y: Operand | undefined): Ends | string {
  const radius = y?.exact() ?? null;
  if (radius === null) return 'what follows +/- must be an exact constant, such as 0.01 or (1/3)';
  if (ratSign(radius) >= 0) return { lo: ratNegate(radius), hi: radius };
  return `what follows +/- must not be negative, got ${shown(radius)}`;
}

/** An exact value as a complaint quotes it. */
function shown(value: Exact): string {
  if (value === null) return 'a computed value';
  const text = ratText(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** The largest integer that an argument takes where it must be one. */
const MOST = 2 ** 31 - 1;

/** An exact integer from 1 to {@link MOST}, as a number; else null. */
function plainInteger(value: Exact): number | null {
  return value?.d === 1n && value.n >= 1n && value.n <= MOST ? Number(value.n) : null;
}

function nameProblem(name: string, scope: ReadonlyMap<string, Exact>): string | null {
  if (scope.has(name)) return null;
  const word = vocabulary.get(name);
  if (word?.kind === 'constant') return null;
  if (word?.kind === 'function') return `${name} is a function; write ${usage(name, word)}`;
  if (isFunction(name)) return `${name} is a function; write ${name}(x)`;
  return `unknown name ${name}${didYouMean(name, [...scope.keys(), ...wordsOf('constant')])}`;
}

type Call = Extract<Instruction, { kind: 'call' }>;

function checkCall(call: Call, operands: readonly Operand[], checking: Checking): void {
  const word = vocabulary.get(call.name);
  const message = callProblem(call, word, checking.scope);
  if (message !== null) {
    checking.problems.push({ message, at: call.at });
    return;
  }
  if (word?.kind !== 'function' || word.integer === undefined) return;
  const value = operands[word.integer]?.exact() ?? null;
  const integer = plainInteger(value);
  if (integer !== null) {
    checking.integers.set(call, integer);
    return;
  }
  checking.problems.push({
    message: `${usage(call.name, word)} needs ${word.parameters[word.integer] ?? ''} as an exact integer from 1 to ${MOST}, got ${shown(value)}`,
    at: call.at,
  });
}

function callProblem(
  { name, count }: Call,
  word: Word | undefined,
  scope: ReadonlyMap<string, Exact>,
): string | null {
  if (word?.kind === 'constant')
    return `${name} is a constant, not a function${callOrProduct(name)}`;
  if (scope.has(name)) return `${name} is a value, not a function${callOrProduct(name)}`;
  if (name === DEGREE) return `${name} is a unit, as in 30 ${name}${callOrProduct(name)}`;
  if (word === undefined) return `unknown function ${name}${suggestFunction(name)}`;
  const [least, most] = word.arity;
  if (count >= least && count <= most) return null;
  return `${name} takes ${takes(word)}, got ${String(count)}${word.advice?.(count) ?? ''}`;
}

/** Both readings of a value with parentheses behind it. */
function callOrProduct(name: string): string {
  return `; ${name}(…) has two readings, the value of a function ${name} and the product ${name}*(…)`;
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
  const functions = [...wordsOf('function'), ...aliases.keys()];
  const suggestion = didYouMean(name, functions);
  return suggestion === '' ? `; there are ${functions.sort().join(', ')}` : suggestion;
}

function wordsOf(kind: 'function' | 'constant'): string[] {
  return [...vocabulary].filter(([, word]) => word.kind === kind).map(([name]) => name);
}
