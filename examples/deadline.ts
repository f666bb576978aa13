/** A deadline: the best bounds that the time allows. Each bounds is proven and lies inside the one before. */
import { createSession, exp, pi, sin, sqrt } from 'pincer';

await using session = createSession({ workers: 1 });
const value = exp(sin(sqrt(2).add(pi)));

// Far more digits than the time allows: the best bounds come back, in time.
const result = await value.refine({ digits: 100_000_000 }, { timeout: 200, session });
console.log(`status: ${result.status}, reason: ${String(result.reason)}`);
console.log(`late by more than a second: ${String(result.statistics.elapsedMs > 1200)}`);

// What was proven is kept: a modest goal on the same value continues from there.
let previous: number | undefined;
for await (const bounds of value.watch({ digits: 40 }, { session })) {
  if (previous !== undefined && bounds.widthLog2 > previous) throw new Error('bounds never widen');
  previous = bounds.widthLog2;
}
const digits = await value.refine({ digits: 40 }, { session });
console.log(String(digits.digits));
