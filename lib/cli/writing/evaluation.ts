/**
 * One question -> one answer: what all commands that compute share.
 *
 * Laws
 * 1. {@link evaluate} never throws for what a text says: an error in it is an answer too.
 * 2. Definitions are shared by both sides of a comparison; what a side assigns is its own.
 */
import type { Explanation } from '../../observe/explanation.js';
import { underStop } from '../../coordinator/transitions/time-limit.js';
import { Interrupted } from '../../exact/interruption.js';
import { Environment, ExpressionSyntaxError } from '../../expression/index.js';
import { compare as compareValues } from '../../real/index.js';
import type {
  Bounds,
  Goal,
  Proof,
  Real,
  RefineOptions,
  Relation,
  Result,
  Session,
  Tolerance,
} from '../../real/index.js';
import { exitCode, exitCodeOf } from '../exit.js';

/** What an evaluation may use, and what it takes as given. */
export interface Limits {
  /** Milliseconds. */
  timeout?: number;
  maxSteps?: number;
  /** Bits spent in search of a sign, or of a side of a pole. */
  separationBits?: number;
  /** Milliseconds spent in such a search. */
  separationTime?: number;
  assumeDomain?: boolean;
}

interface Common {
  /** Echoed as it came. */
  readonly id: unknown;
  readonly limits?: Limits;
  /** Statements whose names the texts may use. */
  readonly definitions?: readonly string[];
}

/** Asks for the value of a text. */
export interface ValueQuestion extends Common {
  readonly expr: string;
  readonly goal: Goal;
  /** Whether to say who contributes what to the width of the value. */
  readonly explain?: boolean;
  /** Whether the session is saved: it then has the value under its text. */
  readonly isSaved?: boolean;
}

/** Asks how the values of two texts relate. */
export interface CompareQuestion extends Common {
  readonly compare: readonly [string, string];
  readonly within?: Tolerance | undefined;
}

export type Question = ValueQuestion | CompareQuestion;

/** Where a question is evaluated. */
export interface Setting {
  readonly session: Session;
  readonly signal: AbortSignal;
  readonly onProgress?: RefineOptions['onProgress'] | undefined;
  /** Takes the bounds on the way to a value, and is waited for. */
  readonly onImprovement?: ((bounds: Bounds) => Promise<void>) | undefined;
}

export interface Answer {
  readonly id: unknown;
  readonly expr: string | null;
  readonly compare?: readonly [string, string];
  /** The value, or the difference of what was compared; null where there was nothing to refine. */
  readonly result: Result | null;
  /** What was compared alone. */
  readonly relation?: Relation;
  readonly proof?: Proof | null;
  readonly error: unknown;
  readonly elapsedMs: number;
  readonly exitCode: number;
  /** Where it was asked for, and the value has bounds. */
  readonly explanation?: Explanation;
}

/** Answers a question; an error is an answer too. */
export async function evaluate(question: Question, setting: Setting): Promise<Answer> {
  const started = performance.now();
  try {
    return await ('compare' in question ? relate : refine)(question as never, setting);
  } catch (error) {
    const compare = 'compare' in question ? { compare: question.compare } : {};
    return { ...failure(question, error, performance.now() - started), ...compare };
  }
}

async function refine(question: ValueQuestion, setting: Setting): Promise<Answer> {
  const { id, expr, goal, explain = false } = question;
  const { session, onImprovement } = setting;
  const value = untilInterrupted(session, () => valueOf(question, session));
  const options = optionsOf(question, setting);
  const result =
    onImprovement === undefined
      ? await value.refine(goal, options)
      : await watched(value.watch(goal, options), onImprovement);
  const { elapsedMs } = result.statistics;
  const { error, status } = result;
  const explanation =
    explain && error === null && result.reason !== 'aborted'
      ? { explanation: value.explain(goal, { session }) }
      : {};
  return { id, expr, result, error, elapsedMs, exitCode: exitCodeOf(status), ...explanation };
}

/** What a stream of bounds comes to. */
async function watched(
  stream: AsyncGenerator<Bounds, Result, void>,
  onImprovement: (bounds: Bounds) => Promise<void>,
): Promise<Result> {
  for (;;) {
    const next = await stream.next();
    if (next.done === true) return next.value;
    await onImprovement(next.value);
  }
}

/** The value of the text. A session that is saved has it under the text and its definitions, from which it was restored. */
function valueOf(question: ValueQuestion, session: Session): Real {
  const name = [...(question.definitions ?? []), question.expr].join('\n');
  const restored = session.get(name);
  // The data below it are those that were saved: data of the same text would be others.
  if (restored !== undefined) return restored;
  const value = environmentOf(question).expression(question.expr);
  if (question.isSaved === true) session.define(name, value);
  return value;
}

async function relate(question: CompareQuestion, setting: Setting): Promise<Answer> {
  const { id, compare, within } = question;
  const [x, y] = untilInterrupted(setting.session, () => {
    const environment = environmentOf(question);
    return [environment.expression(compare[0]), environment.expression(compare[1])] as const;
  });
  const options = { ...optionsOf(question, setting), ...(within === undefined ? {} : { within }) };
  const { relation, difference, proof } = await compareValues(x, y, options);
  return {
    id,
    expr: null,
    compare,
    relation,
    proof,
    result: difference,
    error: null,
    elapsedMs: difference.statistics.elapsedMs,
    exitCode: relation === 'undecided' ? exitCode.undecided : exitCode.met,
  };
}

function environmentOf({ definitions = [] }: Common): Environment {
  const environment = new Environment();
  for (const definition of definitions) environment.read(definition);
  return environment;
}

/** The options of a call that answers a question. */
export function optionsOf(
  { limits = {} }: Pick<Common, 'limits'>,
  { session, signal, onProgress }: Setting,
): RefineOptions {
  const { timeout, maxSteps, separationBits, separationTime, assumeDomain } = limits;
  const budget = { steps: maxSteps, separationBits, separationTime };
  return { session, signal, onProgress, timeout, budget, assumeDomain };
}

/** The answer to something that could not be evaluated at all. */
export function failure(
  { id, expr = null }: { id: unknown; expr?: string | null },
  error: unknown,
  elapsedMs = 0,
): Answer {
  return { id, expr, result: null, error, elapsedMs, exitCode: exitCodeOfError(error) };
}

function exitCodeOfError(error: unknown): number {
  if (error instanceof Interrupted) return exitCode.interrupted;
  return error instanceof ExpressionSyntaxError ? exitCode.usage : exitCode.mathematical;
}

/**
 * Runs `read`, which reads texts.
 *
 * @throws Interrupted when another thread has interrupted the session.
 */
export function untilInterrupted<T>({ stopAt }: Session, read: () => T): T {
  try {
    return underStop(stopAt(Infinity), read);
  } catch (error) {
    throw error instanceof Interrupted ? new Interrupted('while its text was read') : error;
  }
}
