/** Steps of a refiner under the eyes of a law: what they were given, what they answered, and a log of both. */
import {
  equals,
  intersect,
  isPoint,
  magnitudeLog2,
  widthLog2,
} from '../../exact/enclosure/enclosure.js';
import { point } from '../../exact/enclosure/ends.js';
import type { Enclosure, Log2 } from '../../exact/enclosure/enclosure.js';
import { checkStepResult } from '../../execution/host/step-result.js';
import type { RefinerContractError } from '../../execution/errors.js';
import { partsInPlace } from '../../refiners/parts.js';
import type { Demand, Plain, Refiner, StepResult } from '../../refiners/refiner.js';
import { registryKey } from '../../refiners/registry.js';
import { called, opened } from './calls.js';
import type { NoAnswer } from './calls.js';
import { BrokenLawError, enclosureText, plainText } from './fault.js';

/** What one step is given. */
export interface Given {
  readonly state: Plain;
  readonly inputs: readonly Enclosure[];
  readonly demand: Demand;
  /** Steps of its quantum; 1 without it. */
  readonly quantum?: number;
  readonly stopAfter?: number | null;
}

export type Answer =
  | {
      readonly result: StepResult;
      /** What it published before it ended. */
      readonly reported: readonly Enclosure[];
      readonly askedAfterStop: number;
    }
  | NoAnswer;

/** Runs one step and checks the shape of what it answers. */
export function answerOf<Params>(
  refiner: Refiner<Params>,
  params: Params,
  { state, inputs, demand, quantum = 1, stopAfter = null }: Given,
): Answer {
  const name = registryKey(refiner.name, refiner.version);
  let asked = 0;
  let askedAfterStop = 0;
  const reported: Enclosure[] = [];
  const answer = called<unknown>('the step', () =>
    refiner.step(
      {
        state,
        inputs,
        demand,
        quantum: { steps: quantum },
        stopRequested: () => {
          asked++;
          const stop = stopAfter !== null && asked > stopAfter;
          if (stop) askedAfterStop++;
          return stop;
        },
        report: (bounds) => {
          reported.push(bounds);
        },
        inParts: partsInPlace(refiner, params),
      },
      params,
    ),
  );
  if (!('value' in answer)) return answer;
  try {
    const result = checkStepResult(answer.value, name);
    for (const bounds of reported) checkStepResult({ state, bounds }, name);
    return { result, reported, askedAfterStop };
  } catch (error) {
    return { unusable: { law: 'answer', detail: (error as RefinerContractError).message } };
  }
}

/** The lines of a log. */
const LONGEST_LOG = 14;

/** What a step is leased with, beside what it is given. */
type Lease = Pick<Given, 'quantum' | 'stopAfter'>;

/** The run of a refiner through several steps. */
export class Trial<Params> {
  readonly #refiner: Refiner<Params>;
  readonly #params: Params;
  readonly #log: string[];
  /** Why there is no first step. */
  readonly #unopened: NoAnswer | undefined;
  #steps = 0;
  state: Plain = null;
  /** The intersection of all bounds so far. */
  bounds: Enclosure = { kind: 'all' };

  constructor(refiner: Refiner<Params>, params: Params) {
    this.#refiner = refiner;
    this.#params = params;
    this.#log = [`${registryKey(refiner.name, refiner.version)}, params ${plainText(params)}`];
    const start = opened(refiner, params);
    if ('state' in start) {
      ({ state: this.state, bounds: this.bounds } = start);
      this.#log.push(
        `at first: state ${plainText(this.state)}, bounds ${enclosureText(this.bounds)}`,
      );
    } else {
      this.#unopened = start;
    }
  }

  /** Takes a step and goes on from its state. */
  step(inputs: readonly Enclosure[], demand: Demand, lease: Lease = {}): Answer {
    if (this.#unopened !== undefined) return this.#unopened;
    const { quantum = 1 } = lease;
    const given = { state: this.state, inputs, demand, ...lease };
    const answer = answerOf(this.#refiner, this.#params, given);
    this.#log.push(
      [
        `step ${String(this.#steps + 1)}: demand ${demandText(demand)}`,
        ...(quantum === 1 ? [] : [`quantum of ${String(quantum)} steps`]),
        ...inputs.map((input, i) => `input ${String(i)} ${enclosureText(input)}`),
      ].join('; '),
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
    const answer = trial.step(inputs, { width });
    const before = trial.bounds;
    if (!('result' in answer) || trial.meet(answer.result.bounds) === undefined) return undefined;
    const { done, needs } = answer.result;
    if (widthLog2(trial.bounds) <= width || done !== undefined) return trial.bounds;
    if (needs !== undefined && needs.length > 0) return undefined;
    idle = equals(before, trial.bounds) ? idle + 1 : 0;
  }
  return undefined;
}

function demandText({ width, predicate }: Demand): string {
  const text = `2^${String(width)}`;
  return predicate === undefined
    ? text
    : `${text} or without ${enclosureText(point(predicate.excludes))}`;
}

/** The bits of bounds: from their magnitude to their width. */
export function bitsOf(bounds: Enclosure, width: Log2): number {
  return isPoint(bounds) ? 0 : Math.max(0, magnitudeLog2(bounds) - width);
}
