import type { AdaptiveFeature } from '../coordinator/leases/placement.js';
import type { RemoteKind } from '../coordinator/leases/port.js';
import { platform } from '../execution/platform/platform.js';
import { ADAPTIVE } from '../execution/plan/adaptive.js';
import type { AdaptiveSwitches } from '../execution/plan/adaptive.js';
import { checkStrategy } from '../execution/plan/strategy.js';
import type { Strategy } from '../execution/plan/strategy.js';
import type { BudgetLimits, BudgetOptions } from '../coordinator/operations/budget.js';
import { checkAutosave } from './autosave-options.js';
import type { AutosaveOptions, CheckedAutosave } from './autosave-options.js';
import { checkCache } from './cache.js';
import type { CacheOptions, CheckedCache } from './cache.js';
import type { Clock } from './clock.js';
import { checkNames } from '../exact/options.js';
import type { RequestImage } from '../persistence/image.js';
import { SessionError } from './errors.js';
import type { NamedValue, ResumedAnswer } from './names.js';
import type { Recording } from './recording.js';

/** What a session may be given. */
export interface SessionOptions {
  /**
   * How many worker threads: 0 runs everything on the calling thread; `auto` takes as many as the
   * machine has cores, each started once the steps that are ready at once are worth it, or a step would
   * hold the calling thread for more than 0.2 s. 0 by default.
   */
  readonly workers?: number | 'auto' | undefined;
  /** How many isolates (threads with a heap of limited size) run steps at once, where some are placed there. 4 by default. */
  readonly isolates?: number | undefined;
  /** How many child processes run steps at once, where some are placed there. 2 by default; none in a browser. */
  readonly processes?: number | undefined;
  /** How many sources are asked at once; they take no slot from steps that compute. 16 by default. */
  readonly sources?: number | undefined;
  /**
   * What sources answered in another session, see {@link Session.recording}: they are given the same
   * answers, and no function is called. A request beyond the recorded ones is a SourceReplayError; a
   * request that was withdrawn in the recording is not answered.
   */
  readonly replay?: Recording | undefined;
  /**
   * The most contexts of all kinds at once; four times the sum of the three by default, so that contexts
   * that hang can be replaced.
   */
  readonly contexts?: number | undefined;
  /** How many idle worker threads are kept whatever time passes, and for how many milliseconds the others are (60,000 by default). */
  readonly idle?:
    | { readonly workers?: number | undefined; readonly milliseconds?: number | undefined }
    | undefined;
  /**
   * Where steps run that are not placed otherwise: by cost (`auto`, the default), in contexts of one
   * kind, in a given context, or each in a fresh one.
   */
  readonly placement?: Strategy | undefined;
  /** Where the steps of single refiners run, by their names. */
  readonly placements?: Readonly<Record<string, Strategy>> | undefined;
  /**
   * What all calls of the session together may use: steps, milliseconds that steps compute, and bytes that nodes hold.
   * Once it is used up every call ends with its best bounds and the reason `budget`. Memory is taken back first.
   */
  readonly budget?: BudgetLimits | undefined;
  /** The same for single refiners, by their names. One whose budget is used up takes no further step in the session. */
  readonly budgets?: Readonly<Record<string, BudgetLimits>> | undefined;
  /** How much is kept after the requests that it was computed for. */
  readonly cache?: CacheOptions | undefined;
  /**
   * Switches of what adapts to the work; all are on by default, and none changes a value. `hedging`: a second lease of a
   * step whose worker is silent. `quanta`: one lease covers several steps. `chains`: a function runs right after its
   * argument, in the same message. `joining`: short steps share a message. `prefetch`: a message waits behind a short
   * one at each worker. `preemption`: a step stops for one of higher priority. `autoscaling`: workers start by need,
   * silent ones get spare ones beside them, and idle ones end; without it a worker starts with the first step that can
   * use one and stays until the session is closed. `division`: a long step is computed in parts by workers that would
   * idle.
   */
  readonly adaptive?: Readonly<Partial<Record<AdaptiveFeature, boolean | undefined>>> | undefined;
  /**
   * Memory whose first number another thread sets to 1 to interrupt what the thread of the session computes: admissions,
   * waves and steps then end as if they were aborted, with the best bounds, and so does each call until the number is 0
   * again. The signal of a call is heard only when this thread returns to its event loop.
   */
  readonly interruption?: Int32Array | undefined;
  /** Milliseconds that a step has to hear a stop before its worker is ended. 250 by default. */
  readonly stopGrace?: number | undefined;
  /**
   * Milliseconds that a step outside the calling thread may take. One that takes longer is lost with
   * its worker, which costs a retry. Without it a step that hangs is taken up by another worker.
   */
  readonly stepTimeout?: number | undefined;
  /**
   * Called once for each kind of context that cannot be started, so that its steps run on the calling thread. By default
   * node emits a warning of the process (`PincerWarning`), and a browser writes to its console.
   */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** Called with the name of a context before it starts. */
  readonly beforeStart?: ((name: string) => void) | undefined;
  /** Called with the name of a context after it has ended. */
  readonly afterEnd?: ((name: string) => void) | undefined;
  /** Where time comes from; the platform's monotonic clock by default. */
  readonly clock?: Clock | undefined;
  /**
   * The same requests give the same sequence of leases and the same trace, whatever the workers: eight
   * virtual slots, a virtual clock that moves by predicted costs, no hedge, no early reports. Times in
   * options and statistics are virtual then: however long a source takes to answer, no timeout passes.
   */
  readonly deterministic?: boolean | undefined;
  /**
   * Chooses what is left to chance: the jitter of the time for which a lost step waits, and in the
   * deterministic mode the incarnation in leases. 0 by default.
   */
  readonly seed?: number | undefined;
  /** What `readSnapshot` of `pincer/snapshot` read: the session goes on from it. */
  readonly restore?: Restoration | undefined;
  /** Saves a snapshot to a file now and then, so that a process that dies loses little. Node only. */
  readonly autosave?: AutosaveOptions | undefined;
  /** Starts a worker whose module calls `serve()` of `pincer/worker`; Pincer's own by default. */
  readonly worker?: (() => unknown) | undefined;
}

/** What a session can be restored from. Only `readSnapshot` makes one. */
export interface Restoration {
  /** How many sessions stand before the restored one. @internal */
  readonly generation: number;
  /** Brings what was read into a new session. @internal */
  fill(session: never): readonly RestoredRequest[];
}

/** A request of an earlier session that has not been issued again. @internal */
export interface RestoredRequest {
  readonly value: NamedValue;
  readonly image: Omit<RequestImage, 'root'>;
  readonly issue: (signal: AbortSignal | undefined) => Promise<ResumedAnswer>;
}

/** Options after their check. */
export interface CheckedOptions {
  readonly autosave: CheckedAutosave | undefined;
  readonly cache: CheckedCache;
  readonly budgets: BudgetOptions;
  /** How many contexts of each kind run leases at once. */
  readonly counts: Readonly<Record<RemoteKind, number>>;
  /** How many sources are asked at once. */
  readonly sources: number;
  readonly adaptive: AdaptiveSwitches;
  /** Whether workers are started as soon as a step could use one. */
  readonly eager: boolean;
  /** How many idle worker threads are kept. */
  readonly minimum: number;
  readonly idleMilliseconds: number | undefined;
  /** The most contexts at once, of all kinds together. */
  readonly limit: number | undefined;
  readonly stopGraceMilliseconds: number | undefined;
  /** The longest that a step outside the calling thread may take, in nanoseconds. */
  readonly stepLimit: number;
  readonly placement: Strategy;
  readonly placements: Readonly<Record<string, Strategy>>;
  readonly worker: (() => unknown) | undefined;
  readonly onWarning: (message: string) => void;
  readonly beforeStart: ((name: string) => void) | undefined;
  readonly afterEnd: ((name: string) => void) | undefined;
}

const MOST_CONTEXTS = 1024;
const DEFAULT_ISOLATES = 4;
const DEFAULT_PROCESSES = 2;
const DEFAULT_SOURCES = 16;

/** @throws SessionError, or UnknownStrategyError, naming the option, the value and the limit. */
export function checkOptions(options: SessionOptions): CheckedOptions {
  checkShapes(options);
  const { workers = 0, isolates = DEFAULT_ISOLATES, contexts, idle = {}, stopGrace } = options;
  const { placement = 'auto' } = options;
  const processes = options.processes ?? (platform.hasProcesses ? DEFAULT_PROCESSES : 0);
  const counts = {
    thread:
      workers === 'auto' ? platform.parallelism() : checkCount('workers', workers, 0, "'auto' or "),
    isolate: checkCount('isolates', isolates, 0),
    process: checkCount('processes', processes, 0),
  };
  checkNames('createSession: idle', idle, ['workers', 'milliseconds'], SessionError);
  const adaptive = checkAdaptive(options.adaptive ?? {});
  const placements = Object.entries(options.placements ?? {});
  const budget = options.budget && checkBudget('budget', options.budget);
  return {
    autosave: options.autosave && checkAutosave(options.autosave),
    cache: checkCache(options.cache, budget?.bytes),
    budgets: {
      session: budget,
      refiners: Object.fromEntries(
        Object.entries(options.budgets ?? {}).map(([name, limits]) => [
          name,
          checkBudget(`budgets['${name}']`, limits),
        ]),
      ),
    },
    counts,
    sources: checkCount('sources', options.sources ?? DEFAULT_SOURCES, 1),
    adaptive,
    eager: workers !== 'auto' || !adaptive.autoscaling,
    minimum: checkCount('idle.workers', idle.workers ?? 0, 0),
    idleMilliseconds: adaptive.autoscaling
      ? checkTime('idle.milliseconds', idle.milliseconds)
      : Infinity,
    limit: contexts === undefined ? undefined : checkCount('contexts', contexts, 1),
    stopGraceMilliseconds: checkTime('stopGrace', stopGrace),
    stepLimit: (checkTime('stepTimeout', options.stepTimeout) ?? Infinity) * 1e6,
    placement: checkStrategy('createSession: placement', placement),
    placements: Object.fromEntries(
      placements.map(([name, strategy]) => [
        name,
        checkStrategy(`createSession: placements['${name}']`, strategy),
      ]),
    ),
    worker: options.worker,
    onWarning: options.onWarning ?? platform.warn,
    beforeStart: options.beforeStart,
    afterEnd: options.afterEnd,
  };
}

/** The type that each option must have. Any other name is refused. */
const SHAPES: Readonly<Record<keyof SessionOptions, 'any' | 'record' | 'function' | 'boolean'>> = {
  workers: 'any',
  isolates: 'any',
  processes: 'any',
  sources: 'any',
  replay: 'record',
  contexts: 'any',
  idle: 'record',
  adaptive: 'record',
  placement: 'any',
  placements: 'record',
  cache: 'record',
  budget: 'record',
  budgets: 'record',
  interruption: 'any',
  stopGrace: 'any',
  stepTimeout: 'any',
  onWarning: 'function',
  beforeStart: 'function',
  afterEnd: 'function',
  clock: 'record',
  deterministic: 'boolean',
  seed: 'any',
  worker: 'function',
  restore: 'record',
  autosave: 'record',
};

function checkShapes(options: unknown): void {
  const refuse = (what: string, expected: string, value: unknown): never => {
    const got = typeof value === 'number' ? String(value) : typeof value;
    throw new SessionError(`createSession: ${what} must be ${expected}, got ${got}`);
  };
  if (typeof options !== 'object' || options === null)
    return refuse('the options', 'a record', options);
  const record = options as Partial<Record<string, unknown>>;
  for (const [name, value] of Object.entries(record)) {
    if (!Object.hasOwn(SHAPES, name)) {
      const known = Object.keys(SHAPES).join(', ');
      refuse(`the option ${name}`, `one of ${known}`, value);
    }
    if (value === undefined) continue;
    const shape = SHAPES[name as keyof SessionOptions];
    const is = value === null ? 'null' : typeof value;
    if (shape === 'record' && is !== 'object') refuse(name, 'a record', value);
    if (shape === 'function' && is !== 'function') refuse(name, 'a function', value);
    if (shape === 'boolean' && is !== 'boolean') refuse(name, 'true or false', value);
  }
  const { clock, interruption, seed, restore } = record;
  if (interruption !== undefined && !(interruption instanceof Int32Array))
    refuse('interruption', 'an Int32Array', interruption);
  if (restore !== undefined && typeof (restore as { fill?: unknown }).fill !== 'function')
    refuse('restore', 'what readSnapshot of pincer/snapshot gives', restore);
  if (clock !== undefined && typeof (clock as { nanoseconds?: unknown }).nanoseconds !== 'function')
    refuse('clock', 'a record with a function nanoseconds', clock);
  if (seed !== undefined && !Number.isSafeInteger(seed)) refuse('seed', 'an integer', seed);
}

/** @throws SessionError for a feature that there is not, or a switch that is neither true nor false. */
function checkAdaptive(switches: NonNullable<SessionOptions['adaptive']>): AdaptiveSwitches {
  checkNames('createSession: adaptive', switches, Object.keys(ADAPTIVE), SessionError);
  const given = Object.entries(switches).filter(([, on]) => on !== undefined);
  for (const [name, on] of given) {
    if (typeof (on as unknown) === 'boolean') continue;
    throw new SessionError(
      `createSession: adaptive.${name} must be true or false, got ${String(on)}`,
    );
  }
  return { ...ADAPTIVE, ...Object.fromEntries(given) };
}

function checkCount(name: string, value: unknown, least: number, or = ''): number {
  if (
    typeof value === 'number' &&
    Number.isInteger(value) &&
    value >= least &&
    value <= MOST_CONTEXTS
  ) {
    return value;
  }
  throw new SessionError(
    `createSession: ${name} must be ${or}an integer from ${String(least)} to ${String(MOST_CONTEXTS)}, ` +
      `got ${String(value)}`,
  );
}

const BUDGET_LIMITS = ['steps', 'milliseconds', 'bytes'] as const;

function checkBudget(name: string, limits: unknown): BudgetLimits {
  if (typeof limits !== 'object' || limits === null)
    throw new SessionError(`createSession: ${name} must be a record, got ${String(limits)}`);
  checkNames(`createSession: ${name}`, limits, BUDGET_LIMITS, SessionError);
  for (const [limit, value] of Object.entries(limits as Record<string, unknown>)) {
    if (value === undefined || (typeof value === 'number' && value >= 0)) continue;
    const got = typeof value === 'number' ? String(value) : typeof value;
    throw new SessionError(
      `createSession: ${name}.${limit} must be a number of at least 0, got ${got}`,
    );
  }
  return limits;
}

function checkTime(name: string, value: number | undefined): number | undefined {
  if (value === undefined || value >= 0) return value;
  throw new SessionError(
    `createSession: ${name} must be a number of milliseconds of at least 0, got ${String(value)}`,
  );
}
