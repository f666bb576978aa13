/**
 * Steps of a first pass against single leases: the same random requests to two coordinators, one of which is only ever
 * asked for single leases. Declared costs and a counter for a clock: the same requests give the same traces.
 */
import { Coordinator } from '#lib/coordinator/coordinator.js';
import type { CoordinatorOptions } from '#lib/coordinator/coordinator.js';
import { checkGoal } from '#lib/coordinator/goals/goal.js';
import type { Goal } from '#lib/coordinator/goals/goal.js';
import type { Lease, Settlement } from '#lib/coordinator/leases/lease.js';
import type { SchedulerEvent } from '#lib/coordinator/events.js';
import { INLINE } from '#lib/coordinator/leases/port.js';
import { placementByPrior } from '#lib/coordinator/leases/prior-placement.js';
import type { OperationRequest, Outcome } from '#lib/coordinator/operations/request.js';
import type { Dyadic } from '#lib/exact/dyadic.js';
import { lowerEnd, upperEnd } from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { PincerError } from '#lib/exact/errors.js';
import { trailingZeros } from '#lib/exact/integer.js';
import { seeded } from '#lib/exact/seeded.js';
import { fromErrorData } from '#lib/execution/host/error-data.js';
import { createStepHost } from '#lib/execution/host/step-host.js';
import { Graph } from '#lib/graph/graph.js';
import { admission } from '#lib/real/admission.js';
import type { AdmittedRoot } from '#lib/real/admission.js';
import type { Real } from '#lib/real/real.js';
import { builtinRegistry } from '#lib/refiners/builtin.js';
import { encodePlain } from '#lib/refiners/codec.js';
import { toReal } from '#lib/testing/expression.js';
import { randomExpression } from '#lib/testing/random-expression.js';
import type { Desk } from '../harness/desk.js';

/** One step, as far as a caller can see it. */
interface TracedStep {
  readonly node: number;
  readonly version: number;
  readonly lease: number;
  readonly demand: number;
  readonly settlement: Settlement['kind'];
  readonly bounds: unknown;
}

/** A coordinator whose steps run on the calling thread, one after the other. */
export class Tracer {
  readonly graph = new Graph();
  readonly steps: TracedStep[] = [];
  readonly coordinator: Coordinator;
  /** What listeners are told. */
  readonly events: SchedulerEvent[] = [];
  /** How many requests were answered without an operation. */
  passes = 0;
  readonly #mayPass: boolean;
  readonly #registry = builtinRegistry();
  readonly #host = createStepHost(this.#registry);
  readonly #admit = admission(this.graph, this.#registry);
  #now = 0;

  /** @param mayPass - whether requests may begin with a pass. */
  constructor(
    mayPass: boolean,
    make = (options: CoordinatorOptions): Coordinator => new Coordinator(options),
    observed = false,
  ) {
    this.#mayPass = mayPass;
    this.coordinator = make({
      graph: this.graph,
      incarnation: 'tracer',
      reviveError: fromErrorData,
      placement: placementByPrior({ remote: () => false }),
      observed,
    });
  }

  /** Undefined where exact operands prove an error. */
  admit(value: Real): AdmittedRoot | undefined {
    try {
      return this.#admit(value);
    } catch (error) {
      if (error instanceof PincerError) return undefined;
      throw error;
    }
  }

  refine(admitted: AdmittedRoot, goal: Goal, more: Partial<OperationRequest> = {}): Outcome {
    const request = { ...admitted, goal: checkGoal(goal), ...more };
    const execute = (lease: Lease): Settlement => this.#execute(lease);
    const answer = this.#mayPass
      ? this.coordinator.answer(request, { execute, now: () => ++this.#now })
      : this.coordinator.admit(request, ++this.#now, true);
    if (typeof answer !== 'number') {
      this.events.push(...this.coordinator.poll([], ++this.#now, answer.operation).events);
      this.passes++;
      return answer;
    }
    // By the laws of the coordinator each turn brings a step or the outcome.
    for (;;) {
      const { run, outcomes, events } = this.coordinator.poll([INLINE], ++this.#now, answer);
      this.events.push(...events);
      if (outcomes[0] !== undefined) return outcomes[0];
      const { lease } = run[0]!;
      this.coordinator.settle(lease, this.#execute(lease), ++this.#now);
    }
  }

  #execute(lease: Lease): Settlement {
    const settlement = this.#host.run(lease, { stopRequested: () => false });
    const { node, id, stamp, demand } = lease;
    const bounds = settlement.kind === 'result' ? settlement.result.bounds : undefined;
    const { kind } = settlement;
    this.steps.push({
      ...{ node, lease: id, version: stamp.version, demand: demand.width },
      ...{ settlement: kind, bounds },
    });
    return settlement;
  }
}

/** What an outcome says, without times. */
export function said({ status, reason, bounds, error, statistics }: Outcome): unknown {
  const { steps, stale, retries, cost, charged } = statistics;
  const failure = error && [error.name, error.message, error.path];
  return {
    status,
    reason,
    ends: endsText(bounds),
    failure,
    used: { steps, stale, retries, cost, charged },
  };
}

/** One text for equal bounds. */
export function endsText(bounds: Enclosure): readonly string[] {
  return [endText(lowerEnd(bounds)), endText(upperEnd(bounds))];
}

/** One text for one number: the point 1 may be written on any grid, and recomputing it on a finer one leaves it. */
function endText(end: Dyadic | null): string {
  if (end === null) return 'infinite';
  const zeros = trailingZeros(end.m);
  return `${String(end.m >> BigInt(zeros))} 2^${String(end.m === 0n ? 0 : end.e + zeros)}`;
}

/** Random powers are long: without a limit a goal of some hundred bits may ask for millions. */
export const LIMITS = { separationBits: 512, bits: 4096 };

const GOALS: readonly Goal[] = [
  { digits: 50 },
  { digits: 3 },
  { bits: 200 },
  { decimals: 21 },
  { sign: true },
  { double: true },
  { rel: '1e-30' },
];

/** Requests to one graph before the next one begins: later ones find nodes of earlier ones. */
const TOGETHER = 8;

/** Requests whose steps or outcome differ. */
function differences(requests: number): { readonly different: number; readonly passes: number } {
  let different = 0;
  let passes = 0;
  for (let first = 0; first < requests; first += TOGETHER) {
    const [passing, single] = [new Tracer(true), new Tracer(false)];
    for (let seed = first; seed < Math.min(requests, first + TOGETHER); seed++) {
      const random = seeded(seed);
      const value = toReal(randomExpression(random, { depth: 4, corners: 0.05 }));
      const goal = GOALS[Math.floor(random() * GOALS.length)]!;
      const [a, b] = [passing, single].map((tracer) => {
        const root = tracer.admit(value);
        const end = root && said(tracer.refine(root, goal, { budget: LIMITS }));
        return encodePlain([end ?? null, tracer.steps.splice(0)] as unknown);
      });
      if (a !== b) different++;
    }
    passes += passing.passes;
  }
  return { different, passes };
}

/** Requests of which about a third are answered by a pass. */
export function traces(desk: Desk, requests: number): void {
  const { different, passes } = differences(requests);
  const instance = `${String(requests)} random requests`;
  desk.hold(instance, 'trace_differences', different, 0);
  desk.tell(instance, 'answered_by_a_pass', passes / requests);
}
