/**
 * Errors as plain data, which can be sent between threads and processes.
 *
 * Laws
 * 1. The name of the class, the message, the stack, the causes and own plain fields survive both conversions.
 * 2. Neither conversion throws, whatever was thrown.
 * 3. An error of a known class is revived as that class, any other as a RemoteError with the same name.
 */
import type { ErrorData } from '../../coordinator/leases/lease.js';
import * as exactErrors from '../../exact/errors.js';
import { findUnplain, SerializationError } from '../../refiners/codec.js';
import type { Plain } from '../../refiners/refiner.js';
import * as sourceErrors from '../source-errors.js';
import {
  ModuleLoadError,
  PoisonStepError,
  RefinerContractError,
  RemoteError,
  UnknownRefinerError,
} from '../errors.js';

/** How many causes are kept. */
const MOST_CAUSES = 8;

/** A class of errors. Its constructor is not called, so its parameters do not matter. */
export type ErrorClass = abstract new (...parameters: never[]) => Error;

/** The classes that {@link fromErrorData} revives by default, by name. */
const KNOWN_ERROR_CLASSES: ReadonlyMap<string, ErrorClass> = new Map(
  (
    [
      ...Object.values(exactErrors).filter(isErrorClass),
      ...Object.values(sourceErrors).filter(isErrorClass),
      SerializationError,
      UnknownRefinerError,
      RefinerContractError,
      ModuleLoadError,
      PoisonStepError,
      Error,
      EvalError,
      RangeError,
      ReferenceError,
      SyntaxError,
      TypeError,
      URIError,
    ] satisfies ErrorClass[]
  ).map((known) => [known.name, known]),
);

function isErrorClass(value: unknown): value is ErrorClass {
  return typeof value === 'function' && value.prototype instanceof Error;
}

/**
 * Turns whatever was thrown into plain data.
 *
 * @param depth - how many causes to follow.
 */
export function toErrorData(thrown: unknown, depth = MOST_CAUSES): ErrorData {
  try {
    return isError(thrown) ? describe(thrown, depth) : describeOther(thrown);
  } catch (trap) {
    return { name: 'Error', message: `an error that cannot be read (${text(trap)})` };
  }
}

/**
 * Turns the data back into an error that can be thrown.
 *
 * @param classes - the classes to revive, by name.
 */
export function fromErrorData(
  data: ErrorData,
  classes: ReadonlyMap<string, ErrorClass> = KNOWN_ERROR_CLASSES,
): Error {
  // From the innermost cause outward, so that nothing recurses.
  const chain: ErrorData[] = [];
  for (let link: ErrorData | undefined = data; link !== undefined; link = link.cause) {
    chain.push(link);
    if (chain.length > 64) break;
  }
  let error: Error | undefined;
  for (const link of chain.reverse()) error = revive(link, error, classes);
  return error ?? new RemoteError(data.name, data.message);
}

function revive(
  data: ErrorData,
  cause: Error | undefined,
  classes: ReadonlyMap<string, ErrorClass>,
): Error {
  const options = cause === undefined ? undefined : { cause };
  const known = classes.get(data.name);
  const error =
    known === undefined
      ? new RemoteError(data.name, data.message, options)
      : // An error with the prototype of its class, made without running the constructor of the class.
        (Reflect.construct(Error, [data.message, options], known) as Error);
  for (const [key, value] of Object.entries(data.fields ?? {})) {
    Object.defineProperty(error, key, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  }
  if (error.name !== data.name) error.name = data.name;
  if (data.stack !== undefined) error.stack = data.stack;
  return error;
}

function describe(error: Error, depth: number): ErrorData {
  const fields = plainFields(error);
  return {
    name: nameOf(error),
    message: text(error.message),
    ...(typeof error.stack === 'string' ? { stack: error.stack } : {}),
    ...(error.cause !== undefined && depth > 0
      ? { cause: toErrorData(error.cause, depth - 1) }
      : {}),
    ...(Object.keys(fields).length > 0 ? { fields } : {}),
  };
}

/** Describes a thrown value that is no error. */
function describeOther(thrown: unknown): ErrorData {
  const what = typeof thrown === 'object' && thrown !== null ? 'an object' : typeof thrown;
  return { name: 'Error', message: `${what} was thrown that is no error: ${text(thrown)}` };
}

/** Whether a value is an error, of this realm or of another, for which `instanceof` is false. */
function isError(thrown: unknown): thrown is Error {
  return thrown instanceof Error || Object.prototype.toString.call(thrown) === '[object Error]';
}

/** The name of an error if it has one of its own, or else the name of its class. */
function nameOf(error: Error): string {
  const own: unknown = error.name;
  if (typeof own === 'string' && own !== '' && own !== 'Error') return own;
  const named: unknown = (error.constructor as { name?: unknown } | undefined)?.name;
  return typeof named === 'string' && named !== '' ? named : 'Error';
}

function plainFields(error: Error): Record<string, Plain> {
  const fields: Record<string, Plain> = {};
  for (const [key, value] of Object.entries(error) as [string, unknown][]) {
    if (key === 'name' || key === 'message' || key === 'stack' || key === 'cause') continue;
    if (key === '__proto__' || findUnplain(value, key) !== undefined) continue;
    fields[key] = value as Plain;
  }
  return fields;
}

function text(value: unknown): string {
  try {
    return typeof value === 'string' ? value : String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
