import type { ErrorData, Lease, Settlement } from '../coordinator/lease.js';
import { findUnplain, SerializationError } from '../refiners/codec.js';
import { toErrorData } from './error-data.js';
import { checkStepResult } from './step-result.js';

/**
 * Validates what a host on the far side of a boundary answered; what is no settlement fails its lease.
 *
 * @param refiner - The refiner's name and version, for the error.
 */
export function checkSettlement(answer: unknown, refiner: string): Settlement {
  try {
    const settlement = answer as Settlement | undefined;
    switch (settlement?.kind) {
      case 'result':
        checkStepResult(settlement.result, refiner);
        if (settlement.then === undefined) return settlement;
        return { ...settlement, then: checkSettlement(settlement.then, refiner) };
      case 'stopped':
        if (settlement.result !== undefined) checkStepResult(settlement.result, refiner);
        return settlement;
      case 'failed':
        return { kind: 'failed', error: checkErrorData(settlement.error) };
      case 'lost':
        return {
          kind: 'lost',
          reason: settlement.reason,
          ...(settlement.blameless === true ? { blameless: true } : {}),
        };
      default:
        throw new TypeError(`the host of ${refiner} answered something that is no settlement`);
    }
  } catch (error) {
    return { kind: 'failed', error: toErrorData(error) };
  }
}

/**
 * What becomes of a lease that could not be sent, or whose host could not answer: it names the field
 * at fault, if that is what went wrong.
 */
export function deliveryFailure(lease: Lease, error: unknown): Settlement {
  const { params, state } = lease;
  const culprit = findUnplain({ params, state }, 'lease');
  if (culprit === undefined) return { kind: 'failed', error: toErrorData(error) };
  const message = `lease ${String(lease.id)} cannot be sent: ${culprit.message}`;
  const named = new SerializationError(message, culprit.field, { cause: error });
  return { kind: 'failed', error: toErrorData(named) };
}

function checkErrorData(error: unknown): ErrorData {
  const data = error as Partial<ErrorData> | null | undefined;
  return typeof data?.name === 'string' && typeof data.message === 'string'
    ? (data as ErrorData)
    : { name: 'Error', message: 'a step failed, and its error did not survive the way' };
}
