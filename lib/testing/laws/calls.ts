/** Calls of the methods of a refiner: what they answer, or what keeps the other laws from looking at it. */
import { isEnclosure } from '../../exact/enclosure/recognition.js';
import type { Enclosure, Log2 } from '../../exact/enclosure/enclosure.js';
import { PincerError } from '../../exact/errors.js';
import { checkState } from '../../execution/host/step-result.js';
import { encodePlain } from '../../refiners/codec.js';
import type { Plain, Refiner } from '../../refiners/refiner.js';
import { registryKey } from '../../refiners/registry.js';
import { plainText } from './fault.js';

/** What kept an answer from being looked at: it has a law of its own. */
export interface Unusable {
  readonly law: 'answer' | 'state' | 'errors';
  readonly detail: string;
}

/** No answer: a fault, or the value is not defined there and there is nothing to look at. */
export type NoAnswer = { readonly unusable: Unusable } | { readonly undefinedHere: true };

/** What a method answers; a mathematical error is none of its faults. */
export function called<T>(method: string, call: () => T): { readonly value: T } | NoAnswer {
  try {
    return { value: call() };
  } catch (error) {
    if (error instanceof PincerError) return { undefinedHere: true };
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { unusable: { law: 'errors', detail: `${method} threw ${text}` } };
  }
}

const unusable = (law: Unusable['law'], detail: string): NoAnswer => ({
  unusable: { law, detail },
});

/** The state and the bounds before the first step. */
export function opened<Params>(
  refiner: Refiner<Params>,
  params: Params,
): { readonly state: Plain; readonly bounds: Enclosure } | NoAnswer {
  const start = called('start', () => refiner.start(params));
  if (!('value' in start)) return start;
  const fault = stateFault(refiner, start.value);
  if (fault !== undefined) return unusable('state', `of start: ${fault}`);
  const initial = called<unknown>('initial', () => refiner.initial?.(params) ?? { kind: 'all' });
  if (!('value' in initial)) return initial;
  if (isEnclosure(initial.value)) return { state: start.value, bounds: initial.value };
  return unusable('answer', `initial answered ${plainText(initial.value)}, which is no enclosure`);
}

/** What keeps a state from travelling. */
export function stateFault<Params>(refiner: Refiner<Params>, state: unknown): string | undefined {
  try {
    checkState(state, registryKey(refiner.name, refiner.version));
    const text = encodePlain(state);
    if (encodePlain(structuredClone(state)) !== text) return 'structured clone changes the state';
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The sensitivity that a refiner declares. */
export function sensitivityAt<Params>(
  refiner: Refiner<Params>,
  params: Params,
  input: number,
  inputs: readonly Enclosure[],
  bounds: Enclosure,
): { readonly value: Log2 } | NoAnswer {
  if (refiner.sensitivity === undefined) return { undefinedHere: true };
  const answer = called<unknown>('sensitivity', () =>
    refiner.sensitivity!(input, inputs, bounds, params),
  );
  if (!('value' in answer) || isLog2(answer)) return answer;
  const text = `the sensitivity to input ${String(input)} is ${String(answer.value)}`;
  return unusable('answer', `${text}, which is no logarithm`);
}

/** What is wrong with the sensitivity to an input, or with the modulus, which is asked where that is infinite. */
export function slopeFault<Params>(
  refiner: Refiner<Params>,
  params: Params,
  input: number,
  inputs: readonly Enclosure[],
  bounds: Enclosure,
): Unusable | undefined {
  const slope = sensitivityAt(refiner, params, input, inputs, bounds);
  if ('unusable' in slope) return slope.unusable;
  if ('value' in slope && slope.value < Infinity) return undefined;
  const modulus = called<unknown>('modulus', () =>
    refiner.modulus?.(input, inputs, bounds, params),
  );
  if ('unusable' in modulus) return modulus.unusable;
  if (!('value' in modulus) || modulus.value === undefined || isModulus(modulus.value))
    return undefined;
  const text = `the modulus of input ${String(input)} is ${plainText(modulus.value)}`;
  return { law: 'answer', detail: `${text}, which is no record of factor and exponent` };
}

const isLog2 = (answer: { readonly value: unknown }): answer is { readonly value: Log2 } =>
  typeof answer.value === 'number' && !Number.isNaN(answer.value);

function isModulus(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { factor, exponent } = value as { readonly factor?: unknown; readonly exponent?: unknown };
  return isLog2({ value: factor }) && isLog2({ value: exponent }) && (exponent as number) > 0;
}
