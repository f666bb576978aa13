import type { ContextKind } from '../../coordinator/leases/port.js';
import type { Nanoseconds } from '../../coordinator/time.js';
import type { Log2 } from '../../exact/enclosure/enclosure.js';

/** A step as it is planned. */
export interface PlannedStep {
  /** The function or constant and its number in the graph: `sin#4`. */
  readonly node: string;
  /** Name and version of its refiner: `sin@1`. */
  readonly refiner: string;
  /** Log2 of the width that the step is asked for; `Infinity` for a first look. */
  readonly width: Log2;
  /** From the start of the execution on. */
  readonly startNanoseconds: Nanoseconds;
  readonly endNanoseconds: Nanoseconds;
}

/** A context with its steps, in their order. */
export interface PlannedContext {
  /** As in events and statistics: `inline`, `thread 1`, `process 2`. */
  readonly name: string;
  readonly kind: ContextKind;
  readonly steps: readonly PlannedStep[];
}

/** An edge of the graph whose ends lie on different contexts: the bounds of `from` travel to the steps of `to`. */
export interface PlannedBoundary {
  readonly from: string;
  readonly to: string;
  readonly fromContext: string;
  readonly toContext: string;
}

/** The parts of a plan. */
export interface PlanParts {
  readonly contexts: readonly PlannedContext[];
  readonly colocated: readonly (readonly string[])[];
  readonly boundaries: readonly PlannedBoundary[];
  readonly complete: boolean;
}

/** Where and when steps are predicted to run, made before any of them runs; see `planFor` of a session. */
export class PlannedExecution {
  /** The contexts with a step: the calling thread first, then the others in the order of their first steps. */
  readonly contexts: readonly PlannedContext[];
  /** Chains of nodes that are placed together, each node after the one whose context it runs in. */
  readonly colocated: readonly (readonly string[])[];
  /**
   * The edges whose ends lie on different contexts. A node lies on the context of its last step; one without steps,
   * such as a sum, on the calling thread. Constants travel with each step and lie everywhere.
   */
  readonly boundaries: readonly PlannedBoundary[];
  /** When the last step is predicted to end; 0 where no step is needed. */
  readonly nanoseconds: Nanoseconds;
  /** Whether the steps are predicted to meet every goal. */
  readonly complete: boolean;

  /** @internal */
  constructor({ contexts, colocated, boundaries, complete }: PlanParts) {
    this.contexts = contexts;
    this.colocated = colocated;
    this.boundaries = boundaries;
    this.complete = complete;
    this.nanoseconds = contexts.reduce(
      (last, { steps }) => Math.max(last, steps.at(-1)?.endNanoseconds ?? 0),
      0,
    );
  }

  /** A text for people: each context with its steps and their times in milliseconds, then what the edges say. */
  toString(): string {
    const lines: string[] = [];
    for (const { name, steps } of this.contexts) {
      lines.push(name);
      const cells = steps.map((step) => [
        milliseconds(step.startNanoseconds),
        milliseconds(step.endNanoseconds),
        step.node,
        widthText(step.width),
      ]);
      const sizes = [0, 1, 2, 3].map((i) => Math.max(...cells.map((row) => row[i]!.length)));
      for (const [start, end, node, width] of cells) {
        const times = `${start!.padStart(sizes[0]!)} - ${end!.padStart(sizes[1]!)} ms`;
        lines.push(`  ${times}  ${node!.padEnd(sizes[2]!)}  ${width!}`.trimEnd());
      }
    }
    for (const chain of this.colocated) lines.push(`colocated: ${chain.join(', ')}`);
    for (const { from, to, fromContext, toContext } of this.boundaries)
      lines.push(`boundary: ${from} (${fromContext}) -> ${to} (${toContext})`);
    if (lines.length === 0) lines.push('no step is needed');
    if (!this.complete) lines.push('the steps are not predicted to meet every goal');
    return lines.join('\n');
  }
}

function milliseconds(time: Nanoseconds): string {
  return (time / 1e6).toFixed(2);
}

function widthText(width: Log2): string {
  return width === Infinity ? 'first look' : `to 2^${String(Math.floor(width))}`;
}
