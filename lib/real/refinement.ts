import { accountOf } from '../coordinator/account.js';
import type { Account } from '../coordinator/account.js';
import { checkGoal } from '../coordinator/goal.js';
import type { Goal } from '../coordinator/goal.js';
import { MOST_PRIORITY } from '../coordinator/operation.js';
import { shortened } from '../coordinator/path.js';
import type { OperationClass, OperationId, Outcome, Request } from '../coordinator/operation.js';
import { judge } from '../coordinator/verdict.js';
import { fromDouble, toDoubleNearest } from '../exact/dyadic.js';
import { containsZero, equals, lowerEnd, mignitudeLog2, widthLog2 } from '../exact/enclosure.js';
import type { Enclosure, Log2 } from '../exact/enclosure.js';
import { PincerError } from '../exact/errors.js';
import { intersect } from '../exact/lattice.js';
import { fromEnds } from '../exact/outward.js';
import type { Rational } from '../exact/rational.js';
import { ratToDoubleNearest } from '../exact/rational-double.js';
import type { NodeId } from '../graph/node.js';
import { onAbort } from '../session/abort.js';
import { defaultSession } from '../session/session.js';
import type { Session } from '../session/session.js';
import { admit } from './admission.js';
import { DeadlineExceededError, throwsOnTimeout } from './deadline.js';
import type { Interner } from './interner.js';
import { internerOf } from './interners.js';
import { OptionError } from './option-error.js';
import { renewPlacements } from './placement.js';
import { Bounds } from './bounds.js';
import type { Real } from './real.js';
import { Result } from './result.js';

/** How far an operation has come, as it narrows. */
export interface Progress {
  /** Log2 of the width of the bounds; `Infinity` while they are unbounded. */
  readonly width: Log2;
  /** Log2 of the smallest magnitude in the bounds; `-Infinity` while they contain zero. */
  readonly mignitude: Log2;
}

/** What a call may use, and where it runs. */
export interface RefineOptions {
  /** Ends the operation at once, with its best bounds. */
  readonly signal?: AbortSignal;
  /** Milliseconds after which the operation ends with its best bounds, counted from when it is its turn. */
  readonly timeout?: number;
  /** What the end of the timeout brings: the best bounds (`answer`, the default) or a {@link DeadlineExceededError}. */
  readonly onTimeout?: 'answer' | 'throw';
  readonly budget?: {
    /** Accepted steps. */
    readonly steps?: number;
    /** Declared cost, in units of about a nanosecond. */
    readonly cost?: number;
    /** Bits that the value may take, from its magnitude down to the width of its bounds: what its memory goes by. */
    readonly bits?: number;
    /** Bits spent in search of a sign, or of a side of a pole: 2^15 by default. */
    readonly separationBits?: number;
    /** Milliseconds spent in such a search: 4,000 by default. */
    readonly separationTime?: number;
  };
  /** Where it runs; the default session, without workers, if not given. */
  readonly session?: Session;
  /** structural, normal (the default) or low: who goes first when several want the same slots. */
  readonly class?: OperationClass;
  /** An integer from 1 to 10 in place of that of the class: 10, 5 and 2. */
  readonly priority?: number;
  /** The operation that this one is a part of: it goes at least as high. */
  readonly parent?: OperationId;
  /** Operations of the session to wait for: it begins when they have met their goals, and fails with them. */
  readonly after?: readonly OperationId[];
  /** Told the number of the operation when it was admitted; asynchronous calls only. */
  readonly onAdmitted?: (operation: OperationId) => void;
  /** Takes every value to lie inside the domain of what is applied to it. */
  readonly assumeDomain?: boolean;
  /** Told each time the bounds have narrowed; asynchronous calls only. */
  readonly onProgress?: (progress: Progress) => void;
}

/** No budget proves the answer. */
export class UndecidedError extends PincerError {}

/** A call that passed its checks: answered by the double tier, failed, or to be run. */
type Prepared =
  | { readonly result: Result }
  | {
      readonly request: Request;
      readonly session: Session;
      /** What doubles prove of the value. */
      readonly known: Enclosure | undefined;
      readonly finish: (outcome: Outcome) => Result;
    };

function prepare(real: Real, goal: Goal, options: RefineOptions): Prepared {
  const checked = checkGoal(goal);
  checkPriority(options.priority);
  const timeout = checkOption('timeout', options.timeout, 0);
  const throws = throwsOnTimeout(options.onTimeout);
  const steps = checkOption('budget.steps', options.budget?.steps, 0);
  const cost = checkOption('budget.cost', options.budget?.cost, 0);
  const bits = checkOption('budget.bits', options.budget?.bits, 0);
  const separationBits = checkOption('budget.separationBits', options.budget?.separationBits, 0);
  const separationTime = checkOption('budget.separationTime', options.budget?.separationTime, 0);
  const known = doubleTierOf(real);
  // Doubles are proven bounds too: a goal that they meet never enters the graph. But what folds to an
  // exact value says more by it.
  if (known !== undefined && !real.isRational && judge(checked, known, undefined).met)
    return { result: Result.ofBounds(checked, known) };

  const session = options.session ?? defaultSession();
  session.reclaim();
  renewPlacements(session);
  const interner = internerOf(session);
  let root: NodeId;
  let exact: Rational | undefined;
  try {
    const admitted = admit(real, interner);
    root = interner.nodeOf(admitted);
    exact = 'rational' in admitted ? admitted.rational : undefined;
  } catch (error) {
    if (!(error instanceof PincerError)) throw error;
    if (error.real !== undefined) {
      const path = pathBetween(real, error.real);
      error.path ??= path;
      error.node ??= path.at(-1) ?? real.operator.name;
    }
    return { result: Result.ofError(checked, error) };
  }
  const request: Request = {
    root,
    goal: checked,
    budget: {
      ...(steps === undefined ? {} : { steps }),
      ...(cost === undefined ? {} : { cost }),
      ...(bits === undefined ? {} : { bits }),
      ...(separationBits === undefined ? {} : { separationBits }),
      ...(separationTime === undefined ? {} : { separationTime: separationTime * 1e6 }),
    },
    ...(exact === undefined ? {} : { exact }),
    ...(timeout === undefined ? {} : { timeout: timeout * 1e6 }),
    ...(options.class === undefined ? {} : { class: options.class }),
    ...(options.priority === undefined ? {} : { priority: options.priority }),
    ...(options.parent === undefined ? {} : { parent: options.parent }),
    ...(options.after === undefined ? {} : { after: options.after }),
    ...(options.assumeDomain === undefined ? {} : { assumeDomain: options.assumeDomain }),
  };
  const { epoch } = session.graph;
  const finish = (outcome: Outcome): Result => {
    // Nodes that were numbered anew since have lost the names by which the outcome calls them.
    const named = session.graph.epoch === epoch;
    const { error, failed, limit, doubt } = named ? outcome : { error: outcome.error };
    if (error !== undefined && failed !== undefined) {
      const origin = findReal(real, interner, failed);
      if (origin !== undefined) error.real = origin;
    }
    const result = Result.ofOutcome(checked, withDoubleTier(outcome, known), {
      limitedBy: limit === undefined ? null : session.graph.describe(limit),
      inDoubt:
        doubt === undefined
          ? null
          : {
              node: session.graph.describe(doubt.node),
              argument: new Bounds(session.graph.boundsOf(doubt.argument)),
              real: findReal(real, interner, doubt.node),
            },
    });
    if (throws && timeout !== undefined && result.reason === 'deadline')
      throw new DeadlineExceededError(real.operator.name, timeout, result);
    return result;
  };
  return { request, session, known, finish };
}

function checkPriority(priority: number | undefined): void {
  if (priority === undefined) return;
  if (Number.isInteger(priority) && priority >= 1 && priority <= MOST_PRIORITY) return;
  throw new OptionError(
    `refine: priority must be an integer from 1 to ${String(MOST_PRIORITY)}, got ${String(priority)}`,
  );
}

function checkOption(name: string, value: number | undefined, least: number): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !(value >= least)) {
    throw new OptionError(
      `refine: ${name} must be a number of at least ${String(least)}, got ${String(value)}`,
    );
  }
  return value;
}

/** What the doubles of a Real prove; undefined where that is nothing. */
function doubleTierOf(real: Real): Enclosure | undefined {
  const { lo, hi } = real;
  if (!(lo > -Infinity && hi < Infinity)) return undefined;
  return fromEnds(fromDouble(lo), fromDouble(hi), -1074);
}

/**
 * What ended early, perhaps before the first steps, has proven no less than the doubles did: those say
 * that the value is defined, and where.
 */
function withDoubleTier(outcome: Outcome, known: Enclosure | undefined): Outcome {
  if (known === undefined || outcome.status === 'error' || outcome.exact !== undefined)
    return outcome;
  // Bounds that contradict each other are told as those of the graph: it names where they came from.
  const bounds = intersect(outcome.bounds, known) ?? outcome.bounds;
  const decided = outcome.status === 'undecided' && !containsZero(bounds);
  return { ...outcome, bounds, ...(decided ? { status: 'partial' } : {}) };
}

/** The functions from a Real down to one below it, outermost first; breadth first. */
function pathBetween(root: Real, below: object): readonly string[] {
  const above = new Map<Real, Real | undefined>([[root, undefined]]);
  for (const real of above.keys()) {
    if (real === below) {
      const path: string[] = [];
      for (let each: Real | undefined = real; each !== undefined; each = above.get(each)) {
        path.push(each.operator.name);
      }
      return shortened(path.reverse());
    }
    for (const operand of real.operands) if (!above.has(operand)) above.set(operand, real);
  }
  return [];
}

/** The first Real below a root that became a given node. */
function findReal(root: Real, interner: Interner, node: NodeId): Real | undefined {
  const seen = new Set<Real>([root]);
  for (const real of seen) {
    const admitted = interner.recall(real);
    if (admitted !== undefined && 'node' in admitted && admitted.node === node) return real;
    for (const operand of real.operands) seen.add(operand);
  }
  return undefined;
}

/** Whether two Reals are one node: then they are equal wherever they are defined. */
export function isSameNode(
  x: Real,
  y: Real,
  { session = defaultSession() }: RefineOptions,
): boolean {
  const interner = internerOf(session);
  const a = admit(x, interner);
  const b = admit(y, interner);
  return 'node' in a && 'node' in b && a.node === b.node;
}

/** Who contributes what to the width of a value, over its present bounds. See {@link Real.account}. */
export function account(
  real: Real,
  goal: Goal,
  { session = defaultSession() }: RefineOptions,
): Account {
  const interner = internerOf(session);
  const admitted = admit(real, interner);
  const root = interner.nodeOf(admitted);
  const exact = 'rational' in admitted ? admitted.rational : undefined;
  const { allowance } = judge(checkGoal(goal), session.coordinator.read(root), exact);
  const known = Number.isFinite(allowance) ? allowance : widthLog2(session.coordinator.read(root));
  return accountOf(session.graph, root, known, (node) => session.plan.contextFor(node)?.group);
}

/** See {@link Real.refineSync}. */
export function refineSync(real: Real, goal: Goal, options: RefineOptions): Result {
  const prepared = prepare(real, goal, options);
  if ('result' in prepared) return prepared.result;
  return prepared.finish(prepared.session.runSync(prepared.request, options.signal));
}

/** See {@link Real.refine}. */
export async function refine(real: Real, goal: Goal, options: RefineOptions): Promise<Result> {
  const prepared = prepare(real, goal, options);
  if ('result' in prepared) return prepared.result;
  const { request, session, finish } = prepared;
  const { onAdmitted, onProgress, signal } = options;
  const outcome = await session.run(request, {
    ...(onAdmitted === undefined ? {} : { onAdmitted }),
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined
      ? {}
      : { onBounds: progressTeller(session, request.root, onProgress) }),
  });
  return finish(outcome);
}

function progressTeller(
  session: Session,
  root: NodeId,
  tell: (progress: Progress) => void,
): () => void {
  let last: Enclosure | undefined;
  return () => {
    const bounds = session.coordinator.read(root);
    if (last !== undefined && equals(bounds, last)) return;
    last = bounds;
    tell({ width: widthLog2(bounds), mignitude: mignitudeLog2(bounds) });
  };
}

/** See {@link Real.watch}. */
export async function* watch(
  real: Real,
  goal: Goal,
  options: RefineOptions,
): AsyncGenerator<Bounds, void> {
  const prepared = prepare(real, goal, options);
  if ('result' in prepared) {
    const { result } = prepared;
    if (result.error !== null) throw result.error;
    yield result.bounds;
    return;
  }
  const { request, session, known, finish } = prepared;
  const read = (): Enclosure => {
    const bounds = session.coordinator.read(request.root);
    return (known && intersect(bounds, known)) ?? bounds;
  };
  const stop = new AbortController();
  const abort = (): void => {
    stop.abort();
  };
  if (options.signal?.aborted === true) abort();
  const forget = options.signal === undefined ? undefined : onAbort(options.signal, abort);
  let wake: (() => void) | undefined;
  const run: { ended: boolean; error: PincerError | null } = { ended: false, error: null };
  // All that was published while the reader was elsewhere, the oldest first.
  const unread: Enclosure[] = [read()];
  let last = unread[0]!;
  const publish = (bounds: Enclosure): void => {
    if (!equals(last, bounds)) unread.push(bounds);
    last = bounds;
    wake?.();
  };
  const onBounds = (): void => {
    publish(read());
  };
  const running = session.run(request, { signal: stop.signal, onBounds }).then((outcome) => {
    const { bounds, error } = finish(outcome);
    run.error = error;
    publish(bounds.enclosure);
  });
  // A defect below ends the stream too, and is thrown by the last line.
  const end = (): void => {
    run.ended = true;
    wake?.();
  };
  running.then(end, end);
  try {
    for (;;) {
      const bounds = unread.shift();
      if (bounds !== undefined) {
        yield new Bounds(bounds);
        continue;
      }
      if (run.ended) break;
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (unread.length > 0 || run.ended) resolve();
      });
    }
    if (run.error !== null) throw run.error;
  } finally {
    // The reader may leave early: nobody needs the rest then.
    forget?.();
    abort();
    await running;
  }
}

/** See {@link Real.toNumber}. */
export function toNearestDouble(real: Real): number {
  const exact = real.exactRational();
  if (exact !== undefined) return ratToDoubleNearest(exact);
  const result = refineSync(real, { double: true }, {});
  if (result.error !== null) throw result.error;
  if (result.rationalValue !== undefined) return ratToDoubleNearest(result.rationalValue);
  const lo = lowerEnd(result.bounds.enclosure);
  if (result.status !== 'met' || lo === null) {
    throw new UndecidedError(
      `toNumber: no double is proven to be the nearest; the value lies in ${result.bounds.toString()}`,
    );
  }
  return toDoubleNearest(lo);
}

const SHORT_DIGITS = 20;

/** See {@link Real.toString}. */
export function toShortText(real: Real): string {
  const result = refineSync(real, { digits: SHORT_DIGITS }, {});
  if (result.error !== null) throw result.error;
  return result.digits ?? result.bounds.toString();
}
