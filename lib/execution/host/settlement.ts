import { LONGEST_CHAIN } from '../../coordinator/leases/chain.js';
import type { ErrorData, Lease, Settlement } from '../../coordinator/leases/lease.js';
import { findUnplain, SerializationError } from '../../refiners/codec.js';
import type { Plain, StepResult } from '../../refiners/refiner.js';
import { unplain } from '../../refiners/plain.js';
import { toErrorData } from './error-data.js';
import { checkPlain, checkState, checkStepResult } from './step-result.js';

/** An error with more causes than this is refused. */
const MOST_CAUSES = 16;

/** How many values of a state are checked without a record of the path to each. */
const MOST_VISITED = 64;
const NO_ANCESTORS: ReadonlySet<object> = new Set();

/**
 * Validates the answer of a host. A lease whose answer is no settlement is lost: the host is to blame and not the
 * refiner, whose own mistakes the host would have called failures.
 *
 * @param refiner - the name and version of the refiner, for the reason.
 */
export function checkSettlement(answer: unknown, refiner: string, depth = 0): Settlement {
  try {
    if (typeof answer !== 'object' || answer === null || depth >= LONGEST_CHAIN)
      throw unlike(refiner, depth === 0 ? String(answer) : 'the chain is too long');
    const settlement = answer as Settlement;
    switch (settlement.kind) {
      case 'result': {
        const { steps, elapsed, startedAt, then } = settlement;
        if (!isCount(steps)) throw unlike(refiner, `steps are ${String(steps)}`);
        if (elapsed !== undefined && !isTime(elapsed))
          throw unlike(refiner, `the time is ${String(elapsed)}`);
        if (startedAt !== undefined && !isTime(startedAt))
          throw unlike(refiner, `the start is ${String(startedAt)}`);
        const result = checkArrived(settlement.result, refiner);
        return {
          ...{ kind: 'result', result, steps },
          ...(elapsed === undefined ? {} : { elapsed }),
          ...(startedAt === undefined ? {} : { startedAt }),
          // The depth bounds the recursion, even where the answer refers to itself.
          ...(then === undefined ? {} : { then: checkSettlement(then, refiner, depth + 1) }),
        };
      }
      case 'parts': {
        const { parts } = settlement;
        if (!Array.isArray(parts) || parts.length === 0) throw unlike(refiner, 'it names no parts');
        checkPlain(parts, 'parts are plain data', refiner);
        return { kind: 'parts', parts };
      }
      case 'part': {
        const { value, elapsed } = settlement;
        if (elapsed !== undefined && !isTime(elapsed))
          throw unlike(refiner, `the time is ${String(elapsed)}`);
        checkPlain(value, 'a part has a value, which is plain data', refiner);
        return { kind: 'part', value, ...(elapsed === undefined ? {} : { elapsed }) };
      }
      case 'stopped':
        return settlement.result === undefined
          ? { kind: 'stopped' }
          : { kind: 'stopped', result: checkArrived(settlement.result, refiner) };
      case 'failed':
        return { kind: 'failed', error: checkErrorData(settlement.error) };
      case 'lost': {
        const { reason } = settlement as { readonly reason: unknown };
        return {
          kind: 'lost',
          reason: typeof reason === 'string' ? reason : 'its host did not say why',
          ...(settlement.blameless === true ? { blameless: true } : {}),
        };
      }
      default:
        throw unlike(refiner, `its kind is ${String((settlement as { kind?: unknown }).kind)}`);
    }
  } catch (error) {
    return { kind: 'lost', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** The settlement of a lease that could not be sent. Its error names the field that is not plain, if there is one. */
export function deliveryFailure(lease: Lease, error: unknown): Settlement {
  const { params, state } = lease;
  const culprit = findUnplain({ params, state }, 'lease');
  if (culprit === undefined) return { kind: 'failed', error: toErrorData(error) };
  const message = `lease ${String(lease.id)} cannot be sent: ${culprit.message}`;
  const named = new SerializationError(message, culprit.field, { cause: error });
  return { kind: 'failed', error: toErrorData(named) };
}

/** The validated result of a step, its state included. */
function checkArrived(answer: unknown, refiner: string): StepResult {
  const result = checkStepResult(answer, refiner);
  if (!isSmallAndPlain(result.state)) checkState(result.state, refiner);
  return result;
}

/**
 * Whether a state is plain, and small enough to check without a record of the path to each field. The fast path is
 * worth it, as every answer passes here on the calling thread.
 */
function isSmallAndPlain(state: unknown): boolean {
  const open: unknown[] = [state];
  for (let visited = 0; open.length > 0; visited++) {
    const value = open.pop();
    // The bound also ends the walk of a state that refers to itself.
    if (visited === MOST_VISITED || unplain(value, NO_ANCESTORS) !== undefined) return false;
    if (typeof value !== 'object' || value === null) continue;
    for (const member of Object.values(value)) {
      if (member !== undefined || Array.isArray(value)) open.push(member);
    }
  }
  return true;
}

function checkErrorData(error: unknown, depth = 0): ErrorData {
  const data = (error ?? {}) as Partial<Record<keyof ErrorData, unknown>>;
  const { name, message, stack, cause, fields } = data;
  if (typeof name !== 'string' || typeof message !== 'string' || depth > MOST_CAUSES)
    return { name: 'Error', message: 'a step failed, and its error did not survive the way' };
  return {
    ...{ name, message },
    ...(typeof stack === 'string' ? { stack } : {}),
    ...(cause === undefined ? {} : { cause: checkErrorData(cause, depth + 1) }),
    ...(isRecord(fields) && findUnplain(fields, 'fields') === undefined ? { fields } : {}),
  };
}

function isRecord(value: unknown): value is Record<string, Plain> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isTime(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value < Infinity;
}

function unlike(refiner: string, what: string): TypeError {
  return new TypeError(`the host of ${refiner} answered something that is no settlement: ${what}`);
}
