/**
 * A host's own check of the leases that it is sent, as a session checks what comes back.
 *
 * Laws
 * 1. The result holds the fields of a lease and no others, each of its type and in its range; or an InvalidLeaseError
 *    names the field.
 * 2. Params and states of refiners are plain data, which `start` and `step` are given as they are.
 * 3. A lease that passes may still ask for work without end. The host's stop and limits are what ends it.
 */
import { LONGEST_CHAIN } from '../../coordinator/leases/chain.js';
import type { Lease, PartValues, RefinerReference } from '../../coordinator/leases/lease.js';
import { isDyadic, isEnclosure } from '../../exact/enclosure/recognition.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import type { Rational } from '../../exact/rational.js';
import { findUnplain } from '../../refiners/codec.js';
import type { Demand, Plain, Quantum } from '../../refiners/refiner.js';
import { InvalidLeaseError } from '../errors.js';

/** The longest name of a refiner, incarnation of a session, or address of a module. */
const LONGEST_NAME = 4096;
/** The most inputs of a node. */
const MOST_INPUTS = 2 ** 20;
/** The most parts of a step, and the most lists of them. */
const MOST_PARTS = 2 ** 16;

type Fields = Readonly<Partial<Record<string, unknown>>>;

/**
 * Checks a lease from outside this program: of a queue, a socket or a file.
 *
 * @returns the lease with the fields of a lease alone. An input that is no rational may be null or undefined.
 * @throws {@link InvalidLeaseError} naming the field.
 */
export function checkLease(value: unknown): Lease {
  return leaseOf(value, 'lease', 1);
}

/** The length of a chain bounds the recursion. */
function leaseOf(value: unknown, path: string, length: number): Lease {
  const fields = record(value, path);
  const { params, state, bounds, exactInputs, origin, divisible, part, values, then, after } =
    fields;
  const at = (name: string): string => `${path}.${name}`;
  if (length > LONGEST_CHAIN) throw new InvalidLeaseError(path, 'beyond the longest chain');
  const inputs = list(fields['inputs'], at('inputs'), MOST_INPUTS).map((input, i) =>
    enclosure(input, `${at('inputs')}[${String(i)}]`),
  );
  const isPosition = (position: unknown): boolean =>
    isCount(position) && (position as number) < inputs.length;
  if (after !== undefined && !(Array.isArray(after) && after.every(isPosition)))
    throw new InvalidLeaseError(at('after'), 'no list of positions of inputs');
  const stamp = record(fields['stamp'], at('stamp'));
  return {
    id: count(fields['id'], at('id')),
    incarnation: text(fields['incarnation'], at('incarnation')),
    node: count(fields['node'], at('node')),
    epoch: count(fields['epoch'], at('epoch')),
    stamp: {
      version: count(stamp['version'], at('stamp.version')),
      nanoseconds: amount(stamp['nanoseconds'], at('stamp.nanoseconds')),
    },
    refiner: refinerOf(fields['refiner'], at('refiner')),
    params: plain(params, at('params')),
    state: plain(state, at('state')),
    bounds: enclosure(bounds, at('bounds')),
    inputs,
    ...(exactInputs === undefined
      ? {}
      : { exactInputs: rationals(exactInputs, at('exactInputs'), inputs.length) }),
    demand: demandOf(fields['demand'], at('demand')),
    quantum: quantumOf(fields['quantum'], at('quantum')),
    predictedCost: amount(fields['predictedCost'], at('predictedCost')),
    attempt: count(fields['attempt'], at('attempt')),
    ...(origin === undefined ? {} : { origin: count(origin, at('origin')) }),
    ...(divisible === true ? { divisible } : {}),
    ...(part === undefined ? {} : { part: plain(part, at('part')) }),
    ...(values === undefined ? {} : { values: partValuesOf(values, at('values')) }),
    ...(then === undefined ? {} : { then: leaseOf(then, at('then'), length + 1) }),
    ...(after === undefined ? {} : { after: after as number[] }),
  };
}

function refinerOf(value: unknown, path: string): RefinerReference {
  const { name, version, edition, module } = record(value, path);
  return {
    name: text(name, `${path}.name`),
    version: count(version, `${path}.version`),
    ...(edition === undefined ? {} : { edition: count(edition, `${path}.edition`) }),
    ...(module === undefined ? {} : { module: text(module, `${path}.module`) }),
  };
}

function partValuesOf(value: unknown, path: string): PartValues[] {
  return list(value, path, MOST_PARTS).map((each, i) => {
    const at = `${path}[${String(i)}]`;
    const fields = record(each, at);
    const plainList = (name: string): Plain[] =>
      list(fields[name], `${at}.${name}`, MOST_PARTS).map((one) => plain(one, `${at}.${name}`));
    return { parts: plainList('parts'), values: plainList('values') };
  });
}

function demandOf(value: unknown, path: string): Demand {
  const { width, predicate } = record(value, path);
  const excludes =
    predicate === undefined ? undefined : record(predicate, `${path}.predicate`)['excludes'];
  if (predicate !== undefined && !isDyadic(excludes))
    throw new InvalidLeaseError(`${path}.predicate.excludes`, 'no dyadic number');
  return {
    width: log2(width, `${path}.width`),
    ...(isDyadic(excludes) ? { predicate: { excludes: { m: excludes.m, e: excludes.e } } } : {}),
  };
}

function quantumOf(value: unknown, path: string): Quantum {
  const { steps, milliseconds, width } = record(value, path);
  return {
    steps: count(steps, `${path}.steps`),
    ...(milliseconds === undefined
      ? {}
      : { milliseconds: amount(milliseconds, `${path}.milliseconds`) }),
    ...(width === undefined ? {} : { width: log2(width, `${path}.width`) }),
  };
}

function rationals(value: unknown, path: string, length: number): (Rational | undefined)[] {
  return list(value, path, length).map((each, i) => {
    if (each === undefined || each === null) return undefined;
    const { n, d } = record(each, `${path}[${String(i)}]`);
    if (typeof n !== 'bigint' || typeof d !== 'bigint' || d <= 0n)
      throw new InvalidLeaseError(`${path}[${String(i)}]`, 'no rational number');
    return { n, d };
  });
}

function record(value: unknown, path: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new InvalidLeaseError(path, 'no record');
}

function list(value: unknown, path: string, most: number): readonly unknown[] {
  if (Array.isArray(value) && value.length <= most) return value;
  throw new InvalidLeaseError(path, `no list of at most ${String(most)}`);
}

function text(value: unknown, path: string): string {
  if (typeof value === 'string' && value.length <= LONGEST_NAME) return value;
  throw new InvalidLeaseError(path, `no text of at most ${String(LONGEST_NAME)} characters`);
}

function count(value: unknown, path: string): number {
  if (isCount(value)) return value as number;
  throw new InvalidLeaseError(path, 'no integer of at least 0');
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function amount(value: unknown, path: string): number {
  if (typeof value === 'number' && value >= 0) return value;
  throw new InvalidLeaseError(path, 'no number of at least 0');
}

function log2(value: unknown, path: string): number {
  if (typeof value === 'number' && !Number.isNaN(value)) return value;
  throw new InvalidLeaseError(path, 'no logarithm of a width');
}

function enclosure(value: unknown, path: string): Enclosure {
  if (isEnclosure(value)) return value;
  throw new InvalidLeaseError(path, 'no enclosure');
}

function plain(value: unknown, path: string): Plain {
  const culprit = findUnplain(value, path);
  if (culprit === undefined) return value as Plain;
  throw new InvalidLeaseError(culprit.field, 'no plain data', { cause: culprit });
}
