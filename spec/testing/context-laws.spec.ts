import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Lease, Settlement } from '#lib/coordinator/leases/lease.js';
import type { Execution, ExecutionContext } from '#lib/coordinator/leases/port.js';
import { ProcessContext } from '#lib/execution/contexts/process.js';
import {
  decodeLeaseBytes,
  decodeSettlementBytes,
  encodeLeaseBytes,
  encodeSettlementBytes,
} from '#lib/execution/host/lease-codec.js';
import { ThreadContext } from '#lib/execution/contexts/thread.js';
import { builtinRegistry } from '#lib/refiners/builtin.js';
import { BrokenLawError, contextLaws } from '#lib/testing/index.js';
import type { ContextLawOptions } from '#lib/testing/index.js';
import { LocalContext } from '#spec/execution/local-context.js';
import { runs } from '#spec/support/effort.js';
import * as misbehaving from '../execution/refiners/misbehaving.js';

/** The laws that a context breaks, with what each says. */
async function brokenLaws(
  open: () => ExecutionContext,
  numRuns: number,
  options: ContextLawOptions = {},
): Promise<readonly BrokenLawError[]> {
  const broken: BrokenLawError[] = [];
  for (const { property } of contextLaws(fc, open, options)) {
    const { failed, errorInstance } = await fc.check(property, { numRuns });
    if (!failed) continue;
    expect(errorInstance).toBeInstanceOf(BrokenLawError);
    broken.push(errorInstance as BrokenLawError);
  }
  return broken;
}

const local = (): LocalContext => new LocalContext([...builtinRegistry().values()]);

/** A context that keeps the laws but for what it does with a lease. */
const executing =
  (execute: (lease: Lease, right: Execution) => Execution) => (): ExecutionContext => {
    const context = local();
    const right = context.execute.bind(context);
    context.execute = (lease) => execute(lease, right(lease));
    return context;
  };

/** Every lease and every answer through the form in which they cross a network. */
const overBytes = (): ExecutionContext => {
  const context = local();
  const execute = context.execute.bind(context);
  context.execute = (lease) => {
    const execution = execute(decodeLeaseBytes(encodeLeaseBytes(lease)));
    const settled = execution.settled.then((settlement) =>
      decodeSettlementBytes(encodeSettlementBytes(settlement)),
    );
    return { ...execution, settled };
  };
  return context;
};

const settling = (change: (settlement: Settlement, lease: Lease) => unknown) =>
  executing((lease, right) => ({
    ...right,
    settled: right.settled.then((settlement) => change(settlement, lease) as Settlement),
  }));

const BROKEN: readonly (readonly [
  fault: string,
  laws: readonly string[],
  open: () => ExecutionContext,
])[] = [
  [
    'a lease that never settles',
    ['answers', 'counts', 'ending', 'errors', 'sessions', 'settlement', 'stopping', 'strangers'],
    () => Object.assign(local(), { whenAvailable: () => new Promise(() => undefined) }),
  ],
  [
    'answers without a kind',
    ['answers', 'sessions', 'settlement'],
    settling((settlement) =>
      settlement.kind === 'result' ? { ...settlement, kind: 'resalt' } : settlement,
    ),
  ],
  [
    'answers kept by the numbers of leases alone',
    ['sessions'],
    () => {
      const kept = new Map<number, Settlement>();
      return settling((settlement, { id }) => {
        if (settlement.kind !== 'result') return settlement;
        kept.set(id, kept.get(id) ?? settlement);
        return kept.get(id);
      })();
    },
  ],
  [
    'counts that forget a lease',
    ['counts'],
    () =>
      Object.assign(local(), {
        stats: () => ({ started: 0, settled: 0, lost: 0, inFlight: 0 }),
      }),
  ],
  [
    'an answer of its own to a stop',
    ['stopping'],
    executing((_lease, right) => {
      let isStopped = false;
      const stop = (): void => {
        isStopped = true;
      };
      const lost = { kind: 'lost', reason: 'stopped' } as const;
      return { ...right, stop, settled: right.settled.then((end) => (isStopped ? lost : end)) };
    }),
  ],
  [
    'errors without their class',
    ['errors'],
    settling((settlement) =>
      settlement.kind === 'failed'
        ? { kind: 'failed', error: { name: 'Error', message: settlement.error.message } }
        : settlement,
    ),
  ],
  [
    'a result for whatever it is given',
    ['strangers'],
    settling((settlement, { refiner, bounds }) =>
      refiner.name === 'nobody-knows-it'
        ? { kind: 'result', steps: 1, result: { state: null, bounds } }
        : settlement,
    ),
  ],
  [
    'a life after its end',
    ['ending'],
    () => Object.assign(local(), { terminate: () => Promise.resolve() }),
  ],
];

describe('the laws of contexts', () => {
  it.each(BROKEN)('name the fault of %s', async (_, laws, open) => {
    const broken = await brokenLaws(open, runs(10), { patience: 50 });
    expect(broken.map(({ law }) => law).sort()).toEqual(laws);
    for (const { message } of broken) expect(message).toContain('context local of kind inline');
  });

  it.each<readonly [string, number, () => ExecutionContext]>([
    ['of one’s own', 20, local],
    ['that passes leases and answers as bytes', 20, overBytes],
    ['of a thread', 1, () => new ThreadContext({ capacity: 2 })],
    ['of a process', 1, () => new ProcessContext()],
  ])('hold for a context %s', async (_, numRuns, open) => {
    expect(await brokenLaws(open, runs(numRuns))).toEqual([]);
  });

  it('find a step that never returns, in a thread, by the time that it may take', async () => {
    const samples = [{ refiner: misbehaving.deaf }];
    const options = { samples: samples as never, patience: 300 };
    const [law] = contextLaws(fc, () => new ThreadContext(), options);
    const { errorInstance } = await fc.check(law!.property, { numRuns: 1, endOnFailure: true });
    expect(String(errorInstance)).toMatch(/settlement: lease 1 did not settle within 300 ms/);
  });
});
