import { describeInput } from '../exact/decimal/constant-input.js';
import { SerializationError, findUnplain } from './codec.js';
import type { InputBounds, Plain, PlainFields, Refiner } from './refiner.js';
import { registryKey } from './registry.js';

/**
 * The refiners of this thread or page, by name and version: a bundle has no other way to declare what its
 * worker serves.
 */
const defined = new Map<string, Refiner>();

/**
 * Defines a refiner: checks it, and registers it for `serve()` of `pincer/worker` in every worker that imports the
 * module with this call: `export const mine = defineRefiner({ name: 'mine', ... })`. Of two refiners with one name and
 * version, the later one counts there.
 *
 * The types of params, state and inputs are inferred: params from `start`, the state from what `start` returns, and the
 * inputs from `arity`.
 *
 * @returns the refiner itself.
 * @throws TypeError for a name, version, `start` or `step` that is missing or of another type, and for an optional field
 *   of another type.
 */
export function defineRefiner<
  Params extends PlainFields<Params>,
  State extends PlainFields<State>,
  const Arity extends number = number,
>(
  refiner: Refiner<Params, State, InputBounds<Arity>> & { readonly arity?: Arity | undefined },
): Refiner<Params, State, InputBounds<Arity>> {
  checkDefinition('defineRefiner', refiner, ['start', 'step']);
  defined.set(registryKey(refiner.name, refiner.version), refiner as unknown as Refiner);
  return refiner;
}

/** The refiners that have been defined so far. */
export function definedRefiners(): Iterable<Refiner> {
  return defined.values();
}

/** Methods that a definition may have, of whatever kind it is. */
const OPTIONAL = ['initial', 'part', 'sensitivity', 'modulus', 'fold'];

/**
 * @param methods - those that a definition must have.
 * @throws TypeError naming the caller, the definition and what is wrong with it.
 */
export function checkDefinition(
  caller: string,
  definition: object,
  methods: readonly string[],
): void {
  const fields = definition as Readonly<Record<string, unknown>>;
  const { name, version, arity, module, replace } = fields;
  if (typeof name !== 'string' || name === '' || name.includes('@')) {
    throw new TypeError(`${caller}: the name must be text without "@", got ${describeInput(name)}`);
  }
  if (!Number.isSafeInteger(version) || (version as number) < 0) {
    throw new TypeError(
      `${caller}: the version of ${name} must be a whole number from 0, got ${describeInput(version)}`,
    );
  }
  if (arity !== undefined && (!Number.isSafeInteger(arity) || (arity as number) < 0)) {
    throw new TypeError(
      `${caller}: the arity of ${name} must be a whole number from 0, got ${describeInput(arity)}`,
    );
  }
  // A URL of another realm is one, too.
  if (module !== undefined && typeof (module as URL | null)?.href !== 'string') {
    throw new TypeError(
      `${caller}: the module of ${name} must be a URL, got ${describeInput(module)}`,
    );
  }
  if (replace !== undefined && typeof replace !== 'boolean') {
    throw new TypeError(
      `${caller}: replace of ${name} must be true or false, got ${describeInput(replace)}`,
    );
  }
  for (const method of OPTIONAL) {
    const found = fields[method];
    if (found !== undefined && typeof found !== 'function') {
      throw new TypeError(
        `${caller}: \`${method}\` of ${name} must be a function, got ${describeInput(found)}`,
      );
    }
  }
  for (const method of methods) {
    const found = fields[method];
    if (typeof found !== 'function') {
      throw new TypeError(
        `${caller}: ${name} must have a function \`${method}\`, got ${describeInput(found)}`,
      );
    }
  }
}

/**
 * Checks what a value of one's own is made of.
 *
 * @throws SerializationError for params that are no plain data, naming the field; TypeError for another number of inputs
 *   than the arity.
 */
export function checkOperands(
  caller: string,
  { name, arity }: { readonly name: string; readonly arity?: number | undefined },
  params: unknown,
  inputs: number,
): asserts params is Plain {
  const odd = findUnplain(params, 'params');
  if (odd !== undefined) {
    throw new SerializationError(
      `${caller}: params of ${name} must be plain data, and ${odd.message}`,
      odd.field,
      { cause: odd },
    );
  }
  if (arity !== undefined && inputs !== arity) {
    throw new TypeError(
      `${caller}: ${name} has ${String(arity)} ${arity === 1 ? 'input' : 'inputs'}, got ${String(inputs)}`,
    );
  }
}
