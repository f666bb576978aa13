/** Checks of the params and states that Pincer's own kinds have. Those of others are plain data. */
import type { Datum } from '../../combinators/datum.js';
import { rational, ratCompare } from '../../exact/rational.js';
import type { Rational } from '../../exact/rational.js';
import { integer, invalid, number, record, text, truth } from '../../persistence/fields.js';
import type { SourceParams, SourceState } from '../../refiners/source.js';
import type { KnownKind } from './kinds.js';

/** @throws SnapshotError for params that no node of the kind has. */
export function checkedParams(params: unknown, kind: KnownKind['params'], path: string): unknown {
  switch (kind) {
    case 'none':
      if (params !== null) throw invalid(path, 'absent', params);
      return null;
    case 'rational':
      return rationalOf(params, path);
    case 'datum':
      return datumOf(params, path);
    case 'source':
      return sourceOf(params, path);
    case 'exponent':
      if (typeof params !== 'bigint') throw invalid(path, 'a bigint', params);
      return params;
    case 'any':
      return params;
  }
}

/** @throws SnapshotError for a state that no source has. */
export function checkedSourceState(state: unknown, path: string): SourceState {
  if (state === null) return null;
  const { lo, hi, final } = record(state, path);
  const ends = endsOf(lo, hi, path);
  return { ...ends, final: truth(final, `${path}.final`) };
}

function rationalOf(value: unknown, path: string): Rational {
  const fields = record(value, path);
  const { n, d } = fields;
  if (typeof n === 'bigint' && typeof d === 'bigint' && d > 0n && rational(n, d).d === d)
    return Object.keys(fields).length === 2 ? (fields as unknown as Rational) : { n, d };
  throw invalid(path, 'a reduced fraction of bigints', value);
}

function endsOf(lower: unknown, upper: unknown, path: string): Pick<Datum, 'lo' | 'hi'> {
  const lo = rationalOf(lower, `${path}.lo`);
  const hi = rationalOf(upper, `${path}.hi`);
  if (ratCompare(lo, hi) > 0) throw invalid(`${path}.hi`, 'at least the lower end', upper);
  return { lo, hi };
}

function datumOf(value: unknown, path: string): Datum {
  const { lo, hi, label } = record(value, path);
  return { ...endsOf(lo, hi, path), label: text(label, `${path}.label`) };
}

function sourceOf(value: unknown, path: string): SourceParams {
  const { label, cost } = record(value, path);
  return {
    label: text(label, `${path}.label`),
    cost: number(cost, `${path}.cost`, 0, Number.MAX_VALUE),
  };
}

/** @throws SnapshotError where a node has not as many children as its kind asks for. */
export function checkArity(children: readonly number[], arity: number | undefined): void {
  if (arity !== undefined) integer(children.length, 'children.length', arity, arity);
}
