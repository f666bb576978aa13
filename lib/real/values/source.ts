import { fromErrorData, toErrorData } from '../../execution/host/error-data.js';
import { SourceAnswerError, SourceFailedError } from '../../execution/source-errors.js';
import type { SourceRequest } from '../../execution/contexts/source-context.js';
import type { Answered, SourceParams } from '../../refiners/source.js';
import { endsOf } from './data.js';
import type { ConstantInput } from '../../exact/decimal/constant-input.js';
import { OptionError, checkNames } from '../../exact/options.js';
import { Real } from '../real.js';
import { UNKNOWN } from '../../kernels/doubles/bounds.js';

/**
 * What a source answers: its value exactly, or bounds of it, both ends included. After a `final` answer it is
 * not asked again.
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
   * Declared cost of an answer, in units of about a nanosecond and at least 0; 1,000,000 by default, a
   * millisecond. The choice of the next step and budgets of cost count it.
   */
  readonly cost?: number | undefined;
}

const DEFAULT_COST = 1_000_000;

/**
 * A value that comes from outside: from a file, a service, a sensor. Its function is called when a goal
 * needs bounds, or narrower ones, and answers now or later. The value is one real number, and lies inside
 * every answer; Pincer intersects them.
 *
 * - Only asynchronous calls ask it: `refine`, `watch`, `refineAll`, `compare`, `sort`, `ascending`. Other
 *   work goes on beside it.
 * - One Real is one source wherever it is used. Two calls are two sources, whatever their names.
 * - An answer that is final, or that narrows nothing, is the last of its session. A goal beyond it ends
 *   exhausted and names the source.
 * - Errors of the result: SourceFailedError where the function throws or its promise is rejected, with that
 *   as its cause; SourceAnswerError where an answer is no bounds; ContradictionError where an answer excludes
 *   the earlier ones; SourceReplayError where a recording does not hold the request.
 * - An error fails the values that need the source, and the source is not asked again in that session. A
 *   function that may succeed at a second attempt makes that attempt itself.
 *
 * @example
 * ```ts
 * import { createSession, source } from 'pincer';
 *
 * await using session = createSession();
 * const rate = source('rate', async () => Promise.resolve({ lower: '1.07', upper: '1.09', final: true }));
 * const result = await rate.multiply(100).refine({ digits: 6 }, { session });
 * console.log(result.reason, String(result.bounds)); // => exhausted [106.999, 109.001]
 * ```
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
