/** What the library makes of a value that is known, held against it. */
import { createSession, expression } from '#lib/index.js';
import type { Goal, Result, Session } from '#lib/index.js';
import { integer, pick } from '#lib/testing/corners.js';
import { seeded } from '#lib/testing/index.js';
import { knownCase } from './cases.js';
import type { KnownCase } from './cases.js';
import { add, decimal, isAbove, lastPlace, negate } from './span.js';
import type { Span } from './span.js';

export type KnownFault = 'unsound' | 'not given' | 'overrun' | 'crash';

export interface Judged {
  readonly known: KnownCase;
  readonly goal: Goal;
  readonly timeout: number | undefined;
  readonly elapsed: number;
  readonly ending: string;
  readonly finding: { readonly fault: KnownFault; readonly message: string } | undefined;
}

/** A limit may be overrun by so many milliseconds, and by this part of it. */
const GRACE = 100;
const GRACE_PER_TIMEOUT = 0.1;

/** Magnitudes up to which a goal may be absolute, as digits before the point. */
const ABSOLUTE = 1000;

function goalFor(random: () => number, { isZero, size }: KnownCase): Goal {
  const digits = integer(random, 1, 60);
  const relative: readonly Goal[] = isZero
    ? []
    : [{ digits }, { rel: `1e-${String(digits)}` }, { sign: true }];
  const absolute: readonly Goal[] =
    size > ABSOLUTE
      ? []
      : [{ decimals: digits }, { eps: `1e-${String(digits)}` }, { bits: 3 * digits }];
  return pick(random, [
    ...relative,
    ...absolute,
    ...(relative.length + absolute.length === 0 ? [{ defined: true } as const] : []),
  ]);
}

/** Tries the case of a seed in a session of its own, or in the given one. Throws nothing. */
export function judged(seed: number, given?: Session): Judged {
  const random = seeded(seed);
  const known = knownCase(random);
  const goal = goalFor(random, known);
  const timeout = random() < 0.2 ? integer(random, 1, 500) : undefined;
  const session = given ?? createSession();
  const start = performance.now();
  const about = { known, goal, timeout };
  try {
    const value = expression(known.text);
    const before = performance.now();
    const result = value.refineSync(goal, { session, timeout });
    readAll(result);
    const elapsed = performance.now() - before;
    const ending = `${result.status} ${result.reason ?? ''}`;
    return { ...about, elapsed, ending, finding: findingOf(result, known, timeout, elapsed) };
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const elapsed = performance.now() - start;
    return { ...about, elapsed, ending: 'thrown', finding: { fault: 'crash', message } };
  }
}

/** How the same question ends with a worker: as without one, unless a time limit ended it. */
export async function endingWithWorker({ known, goal }: Judged): Promise<string> {
  await using session = createSession({ workers: 1 });
  const { status, reason } = await expression(known.text).refine(goal, { session });
  return `${status} ${reason ?? ''}`;
}

/** Every way to print it: none may throw. */
function readAll(result: Result): void {
  JSON.stringify(result);
  String(result);
  for (const direction of ['nearest', 'half-away', 'down', 'up', 'zero'] as const)
    result.rounded(direction);
  const { ball, lowerExact, upperExact } = result.bounds;
  if (ball !== null && lowerExact !== null && upperExact !== null) ball.radius.toString();
}

function findingOf(
  result: Result,
  known: KnownCase,
  timeout: number | undefined,
  elapsed: number,
): Judged['finding'] {
  const { status, reason, lowerText, upperText, digits } = result;
  if (status === 'error') return { fault: 'not given', message: result.error.message };
  const bits = 400;
  const value = known.value(bits);
  const misses =
    (lowerText !== null && isAbove(decimal(lowerText, bits), value)) ||
    (upperText !== null && isAbove(value, decimal(upperText, bits))) ||
    (digits !== null && isFar(digits, value, bits));
  if (misses)
    return {
      fault: 'unsound',
      message: `${String(lowerText)} ${String(upperText)} ${String(digits)}`,
    };
  if (timeout !== undefined && elapsed > timeout * (1 + GRACE_PER_TIMEOUT) + GRACE)
    return { fault: 'overrun', message: `${elapsed.toFixed(0)} ms of ${String(timeout)}` };
  if (status === 'met' || reason === 'deadline') return undefined;
  return { fault: 'not given', message: String(result) };
}

/** Whether a decimal is further from the value than one unit of its last place. */
function isFar(digits: string, value: Span, bits: number): boolean {
  const unit = lastPlace(digits, bits);
  const text = decimal(digits, bits);
  return (
    isAbove(add(text, negate(unit), bits + 64), value) || isAbove(value, add(text, unit, bits + 64))
  );
}
