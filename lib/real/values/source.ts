import { fromErrorData, toErrorData } from '../../execution/host/error-data.js';
import { SourceAnswerError, SourceFailedError } from '../../execution/source-errors.js';
import type { SourceRequest } from '../../execution/contexts/source-context.js';
import type { Answered, SourceParams } from '../../refiners/source.js';
import { endsOf } from './data.js';
import type { ConstantInput } from '../../exact/decimal/constant-input.js';
import { OptionError, checkNames } from '../../exact/options.js';
import { Real } from '../real.js';
import { UNKNOWN } from './double-tier.js';

/**
 * What a source answers: its value exactly, or bounds of it, inclusive. With `final` it will not get
 * narrower, and is not asked again.
 */
export type SourceAnswer =
  | ConstantInput
  | readonly [lower: ConstantInput, upper: ConstantInput]
  | {
      readonly lower: ConstantInput;
      readonly upper: ConstantInput;
      readonly final?: boolean | undefined;
    };

/** Answers for a source, now or later. */
export type SourceFunction = (request: SourceRequest) => SourceAnswer | Promise<SourceAnswer>;

/** What is known of a source beforehand. */
export interface SourceOptions {
  /**
   * Declared cost of an answer, in units of about a nanosecond and at least 0: among what may be
   * refined next it ranks by it, and budgets of cost count it. 1,000,000 by default, a millisecond.
   */
  readonly cost?: number | undefined;
}

const DEFAULT_COST = 1_000_000;

/**
 * A value that comes from outside: from a file, a service, a sensor. Its function is called when a goal
 * needs its bounds, or narrower ones, and answers now or later; one answer is met with those before. It
 * has to be true: the value is one real number, which lies in all of them.
 *
 * It is asked by the asynchronous calls alone (`refine`, `watch`, `refineAll`, `compare`, `sort`, `ascending`),
 * beside whatever is computed meanwhile. One Real is one source wherever it is used; two calls are two
 * sources, of whatever name. An answer that is final, or that adds nothing to the ones before, is the
 * last of its session: a goal beyond it ends exhausted and names the source.
 *
 * Errors of the result: SourceFailedError where the function throws or its promise is rejected, with
 * that as its cause; SourceAnswerError where what it answers are no bounds; ContradictionError where an
 * answer leaves nothing of those before; SourceReplayError for what a recording does not hold. Each
 * fails the values that need the source, and the source is not asked again in that session: what may
 * succeed at the second try is tried again by the function.
 *
 * @param name - what messages and recordings call it.
 * @param answer - is given the log2 of the width wanted (`Infinity` where any bounds do) and a signal
 *   that fires when nobody wants the answer any more.
 * @throws OptionError where the name is empty or the cost out of range; TypeError where `answer` is no
 *   function.
 */
export function source(name: string, answer: SourceFunction, options: SourceOptions = {}): Real {
  const given: unknown = name;
  if (typeof given !== 'string' || given === '')
    throw new OptionError(`source: a name is a text that is not empty, got ${String(given)}`);
  if (typeof (answer as unknown) !== 'function')
    throw new TypeError(`source ${name}: takes a function that answers, got ${typeof answer}`);
  checkNames(`source ${name}`, options, ['cost']);
  const { cost = DEFAULT_COST } = options;
  if (typeof (cost as unknown) !== 'number' || !(cost >= 0 && cost < Infinity))
    throw new OptionError(
      `source ${name}: cost must be a number of at least 0, got ${String(cost)}`,
    );
  // A record of its own: it is by this that the source is known, whoever else has the name.
  const params: SourceParams = { label: name, cost };
  const operator = {
    form: 'source',
    name: 'source',
    answer: (request: SourceRequest) => asked(name, answer, request),
  } as const;
  return new Real(operator, [], params, UNKNOWN);
}

async function asked(
  name: string,
  answer: SourceFunction,
  request: SourceRequest,
): Promise<Answered> {
  let given: unknown;
  try {
    given = await answer(request);
  } catch (thrown) {
    // Anything can be thrown; what is told of it is an error.
    const cause = thrown instanceof Error ? thrown : fromErrorData(toErrorData(thrown));
    throw new SourceFailedError(name, cause);
  }
  try {
    return read(given);
  } catch (cause) {
    const { message } = toErrorData(cause);
    throw new SourceAnswerError(name, `what it answered are no bounds: ${message}`, { cause });
  }
}

/** @throws TypeError or RangeError naming the value for what are no bounds. */
function read(given: unknown): Answered {
  if (Array.isArray(given)) {
    const [lower, upper, ...others] = given as readonly ConstantInput[];
    if (others.length > 0)
      throw new TypeError(`answer: takes two ends, got a list of ${String(given.length)}`);
    return { ...endsOf('answer', lower!, upper!), final: false };
  }
  if (typeof given === 'object' && given !== null && ('lower' in given || 'upper' in given)) {
    const { lower, upper, final = false } = given as Partial<Record<string, unknown>>;
    if (typeof final !== 'boolean')
      throw new TypeError(`answer: final must be true or false, got ${String(final)}`);
    return { ...endsOf('answer', lower as ConstantInput, upper as ConstantInput), final };
  }
  const value = given as ConstantInput;
  return { ...endsOf('answer', value, value), final: true };
}
