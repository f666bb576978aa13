/**
 * A line of a batch -> a question.
 */
import { checkGoal } from '../../coordinator/goals/goal.js';
import type { Goal } from '../../coordinator/goals/goal.js';
import { didYouMean } from '../../expression/index.js';
import type { Tolerance } from '../../real/index.js';
import { failure } from '../writing/evaluation.js';
import type { Answer, Limits, Question } from '../writing/evaluation.js';
import { DEFAULT_GOAL, goalNames } from './goals.js';
import { UsageError } from '../usage.js';

/** What a line may leave out. */
export interface Defaults {
  readonly goal?: Goal;
  readonly limits: Limits;
}

const common: readonly string[] = [
  'id',
  'timeoutMs',
  'maxSteps',
  'separationBits',
  'separationMs',
  'assumeDomain',
];
const valueKeys: readonly string[] = ['expr', ...goalNames, ...common];
const compareKeys: readonly string[] = ['compare', 'within', ...common];

type Fields = Readonly<Record<string, unknown>>;

/** The longest line that is read, in characters. */
export const LONGEST_LINE = 2 ** 26;

/** The question of one line, or the answer that says what is wrong with the line. */
export function readQuestion(line: string, number: number, defaults: Defaults): Question | Answer {
  // What is no object has no id: not even the number of its line, which may be the id of another.
  let id: unknown = null;
  let expr: string | null = null;
  try {
    if (line.length > LONGEST_LINE)
      throw new UsageError(`line ${number} is longer than ${LONGEST_LINE} characters`);
    const fields = readObject(line, number);
    id = number;
    if (fields['id'] !== undefined) id = echoed(fields['id'], number);
    if (fields['compare'] === undefined) expr = readExpression(fields);
    const what = expr === null ? comparisonOf(fields) : { expr, goal: goalOf(fields, defaults) };
    return {
      id,
      ...what,
      limits: { ...defaults.limits, ...limitsOf(fields) },
    };
  } catch (error) {
    return failure({ id, expr }, error);
  }
}

/** An id as it came, if it can be written again: an array may be nested too deeply for that. */
function echoed(id: unknown, number: number): unknown {
  try {
    JSON.stringify(id);
    return id;
  } catch (error) {
    throw new UsageError(`the id of line ${number} is nested too deeply`, { cause: error });
  }
}

function checkKeys(fields: Fields, keys: readonly string[]): void {
  for (const key of Object.keys(fields))
    if (!keys.includes(key)) throw new UsageError(`unknown field ${key}${didYouMean(key, keys)}`);
}

function readObject(line: string, number: number): Fields {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(`line ${number} is not JSON: ${message}`, { cause: error });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new UsageError(`line ${number} is not an object such as {"expr": "sqrt(2)", "digits": 20}`);
}

function readExpression({ expr }: Fields): string {
  if (typeof expr === 'string') return expr;
  throw new UsageError(
    expr === undefined ? 'expr is missing' : `expr takes a text, got ${JSON.stringify(expr)}`,
  );
}

function comparisonOf(fields: Fields): { compare: [string, string]; within?: Tolerance } {
  checkKeys(fields, compareKeys);
  const { compare, within } = fields;
  const [x, y, ...others] = Array.isArray(compare) ? (compare as unknown[]) : [];
  if (typeof x !== 'string' || typeof y !== 'string' || others.length > 0)
    throw new UsageError(`compare takes two texts, got ${JSON.stringify(compare)}`);
  if (within === undefined) return { compare: [x, y] };
  // checkGoal refuses a value of the wrong type.
  checkGoal({ eps: within as Tolerance });
  return { compare: [x, y], within: within as Tolerance };
}

function goalOf(fields: Fields, defaults: Defaults): Goal {
  checkKeys(fields, valueKeys);
  const [name, other] = goalNames.filter((candidate) => fields[candidate] !== undefined);
  if (name === undefined) return defaults.goal ?? DEFAULT_GOAL;
  if (other !== undefined) throw new UsageError(`${name} and ${other} are two goals; ask for one`);
  // checkGoal refuses a value of the wrong type.
  const goal = { [name]: fields[name] } as unknown as Goal;
  checkGoal(goal);
  return goal;
}

function limitsOf(fields: Fields): Limits {
  const timeout = count(fields, 'timeoutMs', 1);
  const maxSteps = count(fields, 'maxSteps', 0);
  const separationBits = count(fields, 'separationBits', 0);
  const separationTime = count(fields, 'separationMs', 0);
  const { assumeDomain } = fields;
  if (assumeDomain !== undefined && typeof assumeDomain !== 'boolean')
    throw new UsageError(`assumeDomain takes true or false, got ${JSON.stringify(assumeDomain)}`);
  return {
    ...(timeout === undefined ? {} : { timeout }),
    ...(maxSteps === undefined ? {} : { maxSteps }),
    ...(separationBits === undefined ? {} : { separationBits }),
    ...(separationTime === undefined ? {} : { separationTime }),
    ...(assumeDomain === undefined ? {} : { assumeDomain }),
  };
}

function count(fields: Fields, key: string, least: number): number | undefined {
  const value = fields[key];
  if (value === undefined) return undefined;
  if (typeof value === 'number' && value >= least && value <= Number.MAX_SAFE_INTEGER) return value;
  throw new UsageError(`${key} takes a number of at least ${least}, got ${JSON.stringify(value)}`);
}
