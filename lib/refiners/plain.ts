/** What counts as plain data, decided one value at a time: the type `Plain` at run time. */

/** A container that a walk has entered. */
export interface Frame {
  readonly container: object;
  /** The keys of a record; undefined for an array. */
  readonly keys: readonly string[] | undefined;
  readonly length: number;
  next: number;
}

export function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/**
 * Says what keeps `value` itself (not its members) from being plain, as the end of "it is ...".
 *
 * @param ancestors - The containers that the walk is inside of: meeting one again is a cycle.
 */
export function unplain(value: unknown, ancestors: ReadonlySet<object>): string | undefined {
  switch (typeof value) {
    case 'function':
      return 'a function';
    case 'symbol':
      return 'a symbol';
    case 'undefined':
      return 'undefined';
    case 'object':
      if (value === null) return undefined;
      if (ancestors.has(value)) return 'a cycle';
      if (isArray(value)) return undefined;
      if (!isRecord(value)) return `an instance of ${className(value)}`;
      return Object.getOwnPropertySymbols(value).length > 0
        ? 'a record with a symbol as a key'
        : undefined;
    default:
      return undefined;
  }
}

/** The keys of a record whose fields are present: `undefined` counts as absent. */
export function plainKeys(record: object): string[] {
  const fields = record as Record<string, unknown>;
  const keys = Object.keys(fields);
  return keys.every((key) => fields[key] !== undefined)
    ? keys
    : keys.filter((key) => fields[key] !== undefined);
}

/** The path of the member that a walk has reached, such as `state.rows[3].sum`. */
export function fieldPath(root: string, frames: readonly Frame[]): string {
  const steps = frames.map(({ keys, next }) => {
    const key = keys?.[next - 1];
    if (key === undefined) return `[${String(next - 1)}]`;
    return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  });
  const shown = steps.length > 40 ? [...steps.slice(0, 20), '...', ...steps.slice(-20)] : steps;
  return root + shown.join('');
}

/** An object literal of any realm: its prototype is null, or the end of a prototype chain. */
function isRecord(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return true;
  return (
    Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, 'isPrototypeOf')
  );
}

function className(value: object): string {
  const name: unknown = (value.constructor as { name?: unknown } | undefined)?.name;
  return typeof name === 'string' && name !== '' ? name : 'an unnamed class';
}

/** Whether two values of plain data are the same. */
export function samePlain(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return Object.is(a, b);
  const [of, other] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = plainKeys(of);
  return (
    isArray(a) === isArray(b) &&
    keys.length === plainKeys(other).length &&
    keys.every((key) => samePlain(of[key], other[key]))
  );
}
