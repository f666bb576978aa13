/** Checks of what was read, one field at a time. Each throws a SnapshotError with the path of the field. */
import { SnapshotError } from './errors.js';

export type Fields = Readonly<Partial<Record<string, unknown>>>;

export function invalid(path: string, expected: string, value: unknown): SnapshotError {
  const got =
    typeof value === 'object' && value !== null
      ? Array.isArray(value)
        ? `a list of ${String(value.length)}`
        : 'a record'
      : shortened(typeof value === 'string' ? JSON.stringify(value) : String(value));
  return new SnapshotError('invalid', path, `must be ${expected}, got ${got}`);
}

export function record(value: unknown, path: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw invalid(path, 'a record', value);
}

/** @param length - how many entries it must have. */
export function list(value: unknown, path: string, length?: number): readonly unknown[] {
  if (Array.isArray(value) && (length === undefined || value.length === length)) return value;
  throw invalid(path, length === undefined ? 'a list' : `a list of ${String(length)}`, value);
}

export function text(value: unknown, path: string): string {
  if (typeof value === 'string') return value;
  throw invalid(path, 'text', value);
}

export function truth(value: unknown, path: string): boolean {
  if (typeof value === 'boolean') return value;
  throw invalid(path, 'true or false', value);
}

export function integer(
  value: unknown,
  path: string,
  least = 0,
  most = Number.MAX_SAFE_INTEGER,
): number {
  if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most)
    return value as number;
  throw invalid(path, `an integer from ${String(least)} to ${String(most)}`, value);
}

/** A number, infinities included. */
export function number(value: unknown, path: string, least = -Infinity, most = Infinity): number {
  if (typeof value === 'number' && value >= least && value <= most) return value;
  throw invalid(path, `a number from ${String(least)} to ${String(most)}`, value);
}

/** Any number, also what is none: a prediction from infinite widths. */
export function prediction(value: unknown, path: string): number {
  if (typeof value === 'number') return value;
  throw invalid(path, 'a number', value);
}

/** What `read` makes of a field; undefined where the field is absent. */
export function optional<T>(
  value: unknown,
  path: string,
  read: (value: unknown, path: string) => T,
): T | undefined {
  return value === undefined ? undefined : read(value, path);
}

/** A field; something else where it is absent. */
export function or(value: unknown, otherwise: unknown): unknown {
  return value === undefined ? otherwise : value;
}

/** A fault whose place was told within a record, as empty text for the record itself, with the place of the record before it. */
export function within(path: string, fault: unknown): unknown {
  if (!(fault instanceof SnapshotError)) return fault;
  const { place, problem, cause } = fault;
  return new SnapshotError(fault.fault, place === '' ? path : `${path}.${place}`, problem, {
    cause,
  });
}

function shortened(value: string): string {
  return value.length <= 40 ? value : `${value.slice(0, 40)}…`;
}
