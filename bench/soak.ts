/**
 * The soak: thousands of steps on threads and in processes that exit, throw, hang and fail at random, for requests of
 * all classes, some with a timeout, and every answer is checked: `npm run soak -- [--steps N] [--seed N]`. Exits with 1
 * when an answer is wrong or lost, or when something is left behind.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createSession } from 'pincer';
import { refined } from 'pincer/refiner';
import type { Ratio, Real, Result, Session } from 'pincer';
import { BITS_A_STEP, inProcess, onThread } from './execution/mishap.js';
import type { Mishaps } from './execution/mishap.js';
import { activeHandles, childProcesses, handlesBeyond } from './harness/leaks.js';
import { Random } from './harness/random.js';

export interface Soaked {
  readonly steps: number;
  /** Contexts that died. */
  readonly deaths: number;
  /** Leases that were hedged, and leases that were stopped for a higher class. */
  readonly hedged: number;
  readonly preempted: number;
  /** Answers that a timeout ended, or the retries of a class. */
  readonly early: number;
  /** Roots whose answer does not hold, or that failed without reason. */
  readonly wrong: number;
  /** Roots that were never answered. */
  readonly lost: number;
  readonly leakedHandles: number;
  /** Undefined where the system does not tell. */
  readonly leakedProcesses: number | undefined;
  readonly seconds: number;
}

const LEAVES_A_ROOT = 2;
const STEPS_A_LEAF = 5;
const ROOTS_AT_ONCE = 16;

/** An answer that takes longer is lost. */
const PATIENCE_MILLISECONDS = 60_000;

const CLASSES = ['structural', 'normal', 'low'] as const;
/** The part of the roots that has a timeout, and the longest one. */
const WITH_TIMEOUT = 0.25;
const LONGEST_TIMEOUT = 400;

interface Root {
  readonly real: Real;
  readonly class: (typeof CLASSES)[number];
  readonly timeout: number | undefined;
  /** Whether one of its steps throws whenever it is tried. */
  readonly fails: boolean;
}

export async function soak({ steps, seed }: { steps: number; seed: number }): Promise<Soaked> {
  const start = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'pincer-soak-'));
  const handles = activeHandles();
  const children = childProcesses() ?? 0;
  const random = new Random(seed);
  const session = createSession({
    workers: 2,
    processes: 1,
    placement: 'thread',
    placements: { [inProcess.name]: 'process' },
    stopGrace: 100,
  });
  let deaths = 0;
  let preempted = 0;
  session.observe((event) => {
    if (event.type === 'context-lost') deaths++;
    if (event.type === 'lease-ended' && event.preempted === true) preempted++;
  });
  const counts = { steps: 0, wrong: 0, lost: 0, early: 0 };
  let hedged: number;
  try {
    let roots = 0;
    const lanes = Array.from({ length: ROOTS_AT_ONCE }, async () => {
      // A root takes a step at least, or fails by one; so the number of roots is bounded too.
      while (counts.steps < steps) {
        const root = makeRoot(roots++, random, folder);
        const result = await answerOf(root, session);
        counts.steps += Math.max(1, result?.statistics.steps ?? 0);
        if (result === undefined) counts.lost++;
        else if (!isRight(root, result)) counts.wrong++;
        else if (endedEarly(root, result)) counts.early++;
      }
    });
    await Promise.all(lanes);
    ({ hedged } = session.stats().leases);
  } finally {
    await session.close();
    rmSync(folder, { recursive: true });
  }
  // Handles that have been closed leave the event loop's list in its next turns.
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
  const now = childProcesses();
  return {
    ...{ deaths, hedged, preempted },
    ...counts,
    leakedHandles: handlesBeyond(handles),
    leakedProcesses: now === undefined ? undefined : Math.max(0, now - children),
    seconds: (performance.now() - start) / 1000,
  };
}

/** Of a hundred steps five end their worker, one hangs and one throws. */
function drawAccident(random: Random): Mishaps['accidents'][number] {
  const lot = random.next();
  if (lot < 0.04) return 'exit';
  if (lot < 0.05) return 'uncaught';
  if (lot < 0.06) return 'hang';
  return lot < 0.07 ? 'throw' : 'none';
}

function makeRoot(number: number, random: Random, folder: string): Root {
  const refiner = random.next() < 0.1 ? inProcess : onThread;
  const leaves = Array.from({ length: LEAVES_A_ROOT }, (_, i) => {
    const accidents = Array.from({ length: STEPS_A_LEAF }, () => drawAccident(random));
    return { folder, leaf: number * LEAVES_A_ROOT + i, accidents };
  });
  const lot = random.next();
  return {
    class: CLASSES[number % CLASSES.length]!,
    timeout: lot < WITH_TIMEOUT ? (lot / WITH_TIMEOUT) * LONGEST_TIMEOUT : undefined,
    real: leaves.map((params) => refined(refiner, params)).reduce((a, b) => a.add(b)),
    fails: leaves.some(({ accidents }) => accidents.includes('throw')),
  };
}

async function answerOf(root: Root, session: Session): Promise<Result | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => {
      resolve(undefined);
    }, PATIENCE_MILLISECONDS);
  });
  // The last step of every leaf is needed for it, and no further one.
  const bits = STEPS_A_LEAF * BITS_A_STEP - 3;
  const { real, timeout } = root;
  const result = await Promise.race([
    real.refine({ bits }, { session, timeout, class: root.class }),
    late,
  ]);
  clearTimeout(timer);
  return result;
}

/** Whether its timeout ended it, or the retries of its class, of which the highest has enough for all accidents. */
function endedEarly(root: Root, { reason }: Result): boolean {
  if (reason === 'deadline') return root.timeout !== undefined;
  return reason === 'rejected' && root.class !== 'structural';
}

/** Bounds that hold two thirds, to the bits that were asked for unless it ended early; or, where a step throws, its error. */
function isRight(root: Root, result: Result): boolean {
  const { lowerExact: lower, upperExact: upper } = result.bounds;
  if (lower !== null && overTwoThirds(lower) > 0n) return false;
  if (upper !== null && overTwoThirds(upper) < 0n) return false;
  if (endedEarly(root, result)) return true;
  if (root.fails)
    return result.status === 'error' && String(result.error).includes('a step that throws');
  return result.status === 'met' && lower !== null && upper !== null;
}

/** The sign of how far a ratio is beyond 2/3. */
function overTwoThirds({ numerator, denominator }: Ratio): bigint {
  return 3n * BigInt(numerator) - 2n * BigInt(denominator);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { steps: { type: 'string', default: '3000' }, seed: { type: 'string', default: '1' } },
  });
  const soaked = await soak({ steps: Number(values.steps), seed: Number(values.seed) });
  console.log(JSON.stringify(soaked));
  const { wrong, lost, leakedHandles, leakedProcesses = 0 } = soaked;
  // In so many steps some are hedged and some preempted.
  const isWhole = soaked.steps < 3000 || Math.min(soaked.hedged, soaked.preempted) > 0;
  if (wrong + lost + leakedHandles + leakedProcesses > 0 || !isWhole) process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
