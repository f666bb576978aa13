/**
 * The laws of execution contexts as properties, for contexts of one's own: what a session relies on.
 *
 * Laws of these laws
 * 1. Each run opens a context and ends it.
 * 2. A context that never answers is found by the time that a lease may take. Nothing else here depends on time.
 * 3. What is thrown is a BrokenLawError, with the leases that show the fault.
 */
import type { Settlement } from '../../coordinator/leases/lease.js';
import type { ExecutionContext } from '../../coordinator/leases/port.js';
import { contains } from '../../exact/enclosure/enclosure.js';
import { checkSettlement } from '../../execution/host/settlement.js';
import { encodeSettlement } from '../../execution/host/lease-codec.js';
import {
  ContextTrial,
  leaseOf,
  ownSamples,
  referenceHost,
  settlementText,
  undefinedSample,
} from './leases.js';
import type { LeaseChoice, Sample } from './leases.js';
import type { Law } from './refiner-laws.js';
import type { FastCheck } from './scenario.js';

/** Of fast-check what the laws of contexts use. */
export interface AsyncFastCheck extends FastCheck {
  /** Whether the predicate holds, whose promise is rejected where it does not. */
  asyncProperty(arbitrary: unknown, predicate: (value: never) => Promise<void>): unknown;
}

/** What the laws of contexts are tried on. */
export interface ContextLawOptions {
  /** Refiners that the context serves, with params and exact inputs; some of Pincer's own without it. */
  readonly samples?: readonly Sample[] | undefined;
  /** The milliseconds after which a lease counts as one that never settles; 10,000 without it. */
  readonly patience?: number | undefined;
}

const PATIENCE = 10_000;
const FINEST = 400;
const MOST_STEPS = 8;
const MOST_LEASES = 6;

type ContextCheck = (
  trial: ContextTrial,
  choices: readonly LeaseChoice[],
  samples: readonly Sample[],
) => Promise<void>;

/**
 * The laws of execution contexts, each as an asynchronous property with a name, for any runner:
 *
 * - `settlement`: each lease settles once, as one of the kinds of settlements;
 * - `answers`: it answers what a step host answers on this thread, however many leases it runs at once;
 * - `sessions`: leases of the same numbers of two sessions are kept apart;
 * - `counts`: `stats` counts what was started, settled and is in flight, and `join` waits for all of it;
 * - `stopping`: a lease that is told to stop settles, with sound bounds where it has some;
 * - `errors`: a step that is not defined fails its lease with the class of its error, and the context lives on;
 * - `strangers`: a lease of a refiner that nobody knows fails or is lost, and the context lives on;
 * - `ending`: a context that was terminated is not alive, and its leases in flight settle.
 *
 * A run opens a context, so threads and processes want few runs: `fc.assert(property, { numRuns: 5 })`.
 *
 * @param fc - fast-check: `import fc from 'fast-check'`.
 * @param open - makes a context, which the laws terminate.
 */
export function contextLaws<Check extends AsyncFastCheck>(
  fc: Check,
  open: () => ExecutionContext | Promise<ExecutionContext>,
  options: ContextLawOptions = {},
): readonly Law<ReturnType<Check['asyncProperty']>>[] {
  const { samples = ownSamples(), patience = PATIENCE } = options;
  const choices = fc.array(
    fc.record<LeaseChoice>({
      sample: fc.nat({ max: samples.length - 1 }),
      bits: fc.nat({ max: FINEST }),
      steps: fc.integer({ min: 1, max: MOST_STEPS }),
    }),
    { minLength: 1, maxLength: MOST_LEASES },
  );
  return Object.entries(CHECKS).map(([name, check]) => ({
    name,
    property: fc.asyncProperty(choices, async (run: readonly LeaseChoice[]) => {
      const trial = new ContextTrial(await open(), name, patience);
      try {
        await check(trial, run, samples);
      } finally {
        await trial.context.terminate('the laws are done with it');
      }
    }) as ReturnType<Check['asyncProperty']>,
  }));
}

const settlement: ContextCheck = async (trial, choices, samples) => {
  for (const [i, choice] of choices.entries()) {
    const lease = leaseOf(samples[choice.sample]!, choice, i + 1, 'first');
    const execution = await trial.start(lease);
    const answer: unknown = await trial.settled(execution);
    if (execution.lease !== lease.id)
      trial.broke(`the execution is of lease ${String(execution.lease)}`);
    const checked = checkSettlement(answer, lease.refiner.name);
    if (checked.kind === 'lost') trial.broke(`the lease was lost: ${checked.reason}`);
    if ((await trial.settled(execution)) !== answer) trial.broke('the lease settled twice');
  }
};

const answers: ContextCheck = async (trial, choices, samples) => {
  const leases = choices.map((choice, i) =>
    leaseOf(samples[choice.sample]!, choice, i + 1, 'first'),
  );
  const executions = [];
  for (const lease of leases) executions.push(await trial.start(lease));
  const found = [];
  for (const execution of executions) found.push(await trial.settled(execution));
  // The host on this thread comes second: where a step hangs, the context is the one that says so.
  const host = referenceHost(samples);
  for (const [i, lease] of leases.entries()) {
    const wanted = host.run(lease, { stopRequested: () => false });
    if (timeless(found[i]!) !== timeless(wanted))
      trial.broke(`lease ${String(lease.id)} on this thread gives ${settlementText(wanted)}`);
  }
};

const sessions: ContextCheck = async (trial, choices, samples) => {
  const host = referenceHost(samples);
  const numbered = choices.flatMap((choice, i) => [
    leaseOf(samples[choice.sample]!, choice, i + 1, 'first'),
    leaseOf(samples[(choice.sample + 1) % samples.length]!, choice, i + 1, 'second'),
  ]);
  const executions = [];
  for (const lease of numbered) executions.push(await trial.start(lease));
  for (const [i, execution] of executions.entries()) {
    const wanted = host.run(numbered[i]!, { stopRequested: () => false });
    if (timeless(await trial.settled(execution)) !== timeless(wanted))
      trial.broke(
        `the lease of ${numbered[i]!.incarnation} on this thread gives ${settlementText(wanted)}`,
      );
  }
};

const counts: ContextCheck = async (trial, choices, samples) => {
  const { context } = trial;
  for (const [i, choice] of choices.entries()) {
    const execution = await trial.start(leaseOf(samples[choice.sample]!, choice, i + 1, 'first'));
    const { inFlight } = context.stats();
    if (inFlight > context.capacity)
      trial.broke(`${String(inFlight)} leases are in flight, more than its capacity`);
    void execution.settled;
  }
  await trial.wait(context.join(), 'join did not resolve');
  const { started, settled, lost, inFlight } = context.stats();
  const all = choices.length;
  if (started !== all || settled !== all || lost !== 0 || inFlight !== 0)
    trial.broke(
      `after join its counts are started ${String(started)}, settled ${String(settled)}, lost ${String(lost)}, in flight ${String(inFlight)}; ${String(all)} were executed`,
    );
};

const stopping: ContextCheck = async (trial, choices, samples) => {
  const host = referenceHost(samples);
  for (const [i, choice] of choices.entries()) {
    const lease = leaseOf(samples[choice.sample]!, choice, i + 1, 'first');
    const execution = await trial.start(lease);
    execution.stop();
    execution.stop();
    const answer = await trial.settled(execution);
    if (answer.kind === 'lost' || answer.kind === 'failed')
      return trial.broke('a lease that was told to stop is stopped, or has its result');
    if (answer.kind !== 'result' && answer.kind !== 'stopped') continue;
    const wanted = host.run(lease, { stopRequested: () => false });
    if (answer.result === undefined || wanted.kind !== 'result') continue;
    if (!contains(answer.result.bounds, wanted.result.bounds))
      trial.broke(`it would have gone on to ${settlementText(wanted)}`);
  }
};

const errors: ContextCheck = async (trial, choices, samples) => {
  const answer = await trial.answerOf(
    leaseOf(undefinedSample(), { bits: 20, steps: 1 }, 1, 'first'),
  );
  if (answer.kind !== 'failed' || answer.error.name !== 'DomainError')
    trial.broke('ln(-1) fails with a DomainError');
  await livesOn(trial, choices[0]!, samples);
};

const strangers: ContextCheck = async (trial, choices, samples) => {
  const known = leaseOf(samples[0]!, choices[0]!, 1, 'first');
  const stranger = { ...known, refiner: { name: 'nobody-knows-it', version: 1 } };
  const answer = await trial.answerOf(stranger);
  if (answer.kind !== 'failed' && answer.kind !== 'lost')
    trial.broke('a refiner that nobody knows cannot have answered');
  await livesOn(trial, choices[0]!, samples);
};

async function livesOn(
  trial: ContextTrial,
  choice: LeaseChoice,
  samples: readonly Sample[],
): Promise<void> {
  if (!trial.context.alive) trial.broke('the context is not alive after it');
  const { kind } = await trial.answerOf(leaseOf(samples[choice.sample]!, choice, 2, 'first'));
  if (kind === 'lost' || kind === 'failed') trial.broke('the next lease has no result');
}

const ending: ContextCheck = async (trial, choices, samples) => {
  const [choice] = choices;
  const execution = await trial.start(leaseOf(samples[choice!.sample]!, choice!, 1, 'first'));
  const { context } = trial;
  const ends = [context.terminate('enough'), context.terminate('again')];
  await trial.settled(execution);
  await trial.wait(Promise.all(ends), 'terminate did not resolve');
  await trial.wait(context.join(), 'join did not resolve after the end');
  if (context.alive) trial.broke('the context is alive after its end');
  const { inFlight } = context.stats();
  if (inFlight !== 0) trial.broke(`${String(inFlight)} leases are in flight after the end`);
};

const CHECKS: Readonly<Record<string, ContextCheck>> = {
  settlement,
  answers,
  sessions,
  counts,
  stopping,
  errors,
  strangers,
  ending,
};

/** A settlement without what depends on the clock, and without where an error was thrown. */
function timeless(settlement: Settlement): string {
  if (settlement.kind === 'result')
    return encodeSettlement({ kind: 'result', result: settlement.result, steps: settlement.steps });
  return settlement.kind === 'failed' ? settlementText(settlement) : settlement.kind;
}
