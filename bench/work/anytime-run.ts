/** Answers in a process that has computed nothing before: how many digits of a value are proven when its time is over. */
import { createSession } from 'pincer';
import type { Real, Session } from 'pincer';
import { question } from '../harness/programs.js';
import { VALUES } from './anytime.js';
import type { AnytimeAnswer, AnytimeQuestion } from './anytime.js';

/** More digits than any time is enough for. */
const FAR_DIGITS = 50_000_000;

/** The first goal that is doubled by hand. */
const FIRST_DIGITS = 25;

async function digitsAtTimeout(value: Real, session: Session, timeout: number): Promise<number> {
  const { bounds } = await value.refine({ digits: FAR_DIGITS }, { session, timeout });
  const magnitude = Math.abs(Number(bounds.lowerText));
  return Math.floor(Math.log10(magnitude) - bounds.widthLog2 * Math.log10(2));
}

/**
 * The last goal that was met by each of the times. A goal of twice the digits takes at least as long as the one before
 * it, so none begins that could not end in time.
 */
async function digitsByHand(
  value: Real,
  session: Session,
  times: readonly number[],
): Promise<AnytimeAnswer> {
  const met = times.map(() => 0);
  const most = Math.max(...times);
  const start = performance.now();
  let last = 0;
  for (let digits = FIRST_DIGITS, elapsed = 0; elapsed + last <= most; digits *= 2) {
    await value.refine({ digits }, { session });
    const now = performance.now() - start;
    [last, elapsed] = [now - elapsed, now];
    for (const [i, time] of times.entries()) if (now <= time) met[i] = digits;
  }
  return met;
}

const { value, workers, times, byHand } = question() as AnytimeQuestion;
await using session = createSession({ workers });
if (workers > 0) await session.start();
const made = VALUES[value]!();
const digits = byHand
  ? await digitsByHand(made, session, times)
  : [await digitsAtTimeout(made, session, times[0]!)];
console.log(JSON.stringify(digits));
