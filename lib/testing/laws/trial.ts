/** Steps of a refiner under the eyes of a law: what they were given, what they answered, and a log of both. */
import { PincerError } from '../../exact/errors.js';
import {
  equals,
  intersect,
  isPoint,
  magnitudeLog2,
  widthLog2,
} from '../../exact/enclosure/enclosure.js';
import type { Enclosure, Log2 } from '../../exact/enclosure/enclosure.js';
import { checkState, checkStepResult } from '../../execution/host/step-result.js';
import type { RefinerContractError } from '../../execution/errors.js';
import { encodePlain } from '../../refiners/codec.js';
import { partsInPlace } from '../../refiners/parts.js';
import type { Plain, Refiner, StepResult } from '../../refiners/refiner.js';
import { registryKey } from '../../refiners/registry.js';
import { BrokenLawError, enclosureText, plainText } from './fault.js';

/** What one step is given. */
export interface Given {
  readonly state: Plain;
  readonly inputs: readonly Enclosure[];
  readonly width: Log2;
  readonly stopAfter?: number | null;
}

/** What kept a step from an answer that the other laws can look at: it has a law of its own. */
export interface Unusable {
  readonly law: 'answer' | 'state' | 'errors';
  readonly detail: string;
}

export type Answer =
  | { readonly result: StepResult; readonly asked: number; readonly askedAfterStop: number }
  | { readonly unusable: Unusable }
  /** The value is not defined there: nothing to look at. */
  | { readonly undefinedHere: true };

/** Runs one step and checks the shape of what it answers. */
export function answerOf<Params>(
  refiner: Refiner<Params>,
  params: Params,
  { state, inputs, width, stopAfter = null }: Given,
): Answer {
  const name = registryKey(refiner.name, refiner.version);
  let asked = 0;
  let askedAfterStop = 0;
  let answer: unknown;
  try {
    answer = refiner.step(
      {
        state,
        inputs,
        demand: { width },
        quantum: { steps: 1 },
        stopRequested: () => {
          asked++;
          const stop = stopAfter !== null && asked > stopAfter;
          if (stop) askedAfterStop++;
          return stop;
        },
        report: () => undefined,
        inParts: partsInPlace(refiner, params),
      },
      params,
    );
  } catch (error) {
    if (error instanceof PincerError) return { undefinedHere: true };
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { unusable: { law: 'errors', detail: `the step threw ${text}` } };
  }
  try {
    const result = checkStepResult(answer, name);
    return { result, asked, askedAfterStop };
  } catch (error) {
    return { unusable: { law: 'answer', detail: (error as RefinerContractError).message } };
  }
}

/** What keeps a state from travelling. */
export function stateFault(refiner: Refiner<never, never>, state: unknown): string | undefined {
  try {
    checkState(state, registryKey(refiner.name, refiner.version));
    const text = encodePlain(state);
    if (encodePlain(structuredClone(state)) !== text) return 'structured clone changes the state';
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The lines of a log. */
const LONGEST_LOG = 14;

/** The run of a refiner through several steps. */
export class Trial<Params> {
  readonly #refiner: Refiner<Params>;
  readonly #params: Params;
  readonly #log: string[];
  #steps = 0;
  state: Plain;
  /** The intersection of all bounds so far. */
  bounds: Enclosure;

  constructor(refiner: Refiner<Params>, params: Params) {
    this.#refiner = refiner;
    this.#params = params;
    this.state = refiner.start(params);
    this.bounds = refiner.initial?.(params) ?? { kind: 'all' };
    this.#log = [
      `${registryKey(refiner.name, refiner.version)}, params ${plainText(params)}`,
      `at first: state ${plainText(this.state)}, bounds ${enclosureText(this.bounds)}`,
    ];
  }

  /** Takes a step and goes on from its state. */
  step(inputs: readonly Enclosure[], width: Log2, stopAfter: number | null = null): Answer {
    const given = { state: this.state, inputs, width, stopAfter };
    const answer = answerOf(this.#refiner, this.#params, given);
    const asked = `step ${String(this.#steps + 1)}: demand 2^${String(width)}`;
    this.#log.push(
      [asked, ...inputs.map((input, i) => `input ${String(i)} ${enclosureText(input)}`)].join('; '),
    );
    if (!('result' in answer)) return answer;
    const { bounds, state } = answer.result;
    const answered = `answered ${enclosureText(bounds)}, state ${plainText(state)}`;
    this.#log.push(`${this.#log.pop()!}; ${answered}`);
    this.#steps++;
    // Of steps that do not end the log holds the first ones and the last.
    if (this.#log.length > LONGEST_LOG) this.#log.splice(-2, 1);
    this.state = state;
    return answer;
  }

  /** Intersects the bounds so far with those of a step; `undefined` where they do not meet. */
  meet(bounds: Enclosure): Enclosure | undefined {
    const met = intersect(this.bounds, bounds);
    if (met !== undefined) this.bounds = met;
    return met;
  }

  /** @throws BrokenLawError */
  broke(law: string, detail: string): never {
    throw new BrokenLawError(law, detail, this.#log);
  }
}

/** The most steps to a width. */
const MOST_STEPS = 1000;

/** The most steps in a row without progress. */
export const MOST_IDLE_STEPS = 64;

/**
 * The bounds that a refiner reaches at points; `undefined` where it is not defined there, or does not reach the width.
 */
export function boundsAt<Params>(
  refiner: Refiner<Params>,
  params: Params,
  inputs: readonly Enclosure[],
  width: Log2,
): Enclosure | undefined {
  const trial = new Trial(refiner, params);
  for (let step = 0, idle = 0; step < MOST_STEPS && idle < MOST_IDLE_STEPS; step++) {
    const answer = trial.step(inputs, width);
    const before = trial.bounds;
    if (!('result' in answer) || trial.meet(answer.result.bounds) === undefined) return undefined;
    const { done, needs } = answer.result;
    if (widthLog2(trial.bounds) <= width || done !== undefined) return trial.bounds;
    if (needs !== undefined && needs.length > 0) return undefined;
    idle = equals(before, trial.bounds) ? idle + 1 : 0;
  }
  return undefined;
}

/** The bits of bounds: from their magnitude to their width. */
export function bitsOf(bounds: Enclosure, width: Log2): number {
  return isPoint(bounds) ? 0 : Math.max(0, magnitudeLog2(bounds) - width);
}
