/**
 * The rim of a session: what a context that somebody else owns does with a lease, held to the port.
 *
 * Laws
 * 1. Each lease settles exactly once. It is lost where the context throws, rejects, or answers something that is no
 *    settlement; so it costs a retry.
 * 2. Bounds are reported only if they are an enclosure.
 * 3. A lease that is given up is lost at once, and its step is asked to stop. What it proves later is reported. The
 *    context is left as it is: its owner alone ends it.
 */
import type { Lease, Settlement } from '../../coordinator/leases/lease.js';
import type { OperationClass } from '../../coordinator/operations/request.js';
import type { Execution, ExecutionContext } from '../../coordinator/leases/port.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { LimitError } from '../../exact/errors.js';
import { keyOf } from '../../refiners/registry.js';
import { checkSettlement } from '../host/settlement.js';
import { isEnclosure } from '../../exact/enclosure/recognition.js';
import { roomIn } from '../plan/strategy.js';

export interface CheckedExecution extends Execution {
  /** Settles the lease as lost, for this reason. */
  giveUp(reason: string): void;
}

/** Starts a lease in a context; undefined where the context says that it has no room. */
export function executeChecked(
  context: ExecutionContext,
  lease: Lease,
  report: (bounds: Enclosure) => void,
  operationClass: OperationClass = 'normal',
): CheckedExecution | undefined {
  let isGivenUp = false;
  let giveUp: (reason: string) => void = () => undefined;
  const givenUp = new Promise<Settlement>((resolve) => {
    giveUp = (reason) => {
      isGivenUp = true;
      resolve({ kind: 'lost', reason });
    };
  });
  let execution: Partial<Execution> | undefined;
  const takeReport = (bounds: unknown): void => {
    if (isEnclosure(bounds)) report(bounds);
  };
  try {
    execution = context.execute(lease, takeReport, operationClass);
  } catch (error) {
    // One that has room and says otherwise would be asked for ever.
    if (error instanceof LimitError && roomIn(context) === 0) return undefined;
    giveUp(`${context.name} threw ${String(error)}`);
  }
  const name = keyOf(lease.refiner);
  const answer = Promise.resolve(execution?.settled as unknown)
    .then((settlement) => {
      const checked = checkSettlement(settlement, name);
      if (isGivenUp && checked.kind === 'result') report(checked.result.bounds);
      return checked;
    })
    .catch((error: unknown): Settlement => ({
      kind: 'lost',
      reason: `${context.name}: ${String(error)}`,
    }));
  const stop = (from?: number): void => {
    attempt(() => execution?.stop?.(from));
  };
  return {
    lease: lease.id,
    settled: Promise.race([givenUp, answer]),
    stop,
    beats: () => {
      const beats: unknown = attempt(() => execution?.beats?.());
      return typeof beats === 'number' ? beats : 0;
    },
    giveUp: (reason) => {
      giveUp(reason);
      stop();
    },
  };
}

/** Calls a function of a context. What it throws says nothing about the lease. */
function attempt<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch {
    return undefined;
  }
}
