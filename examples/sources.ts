/**
 * Values that come later: three surveyors measure the sides of a field, each as closely as the area
 * needs it and no closer than to a millimetre. What they said is recorded, and can be replayed.
 */
import { createSession, source } from 'pincer';
import type { Real, Session } from 'pincer';

function surveyor(name: string, micrometres: bigint): Real {
  return source(name, async ({ width }) => {
    const places = Math.max(0, Math.min(3, Math.ceil(-width * Math.log10(2))));
    await new Promise(setImmediate); // a long walk
    console.log(`  ${name} measures to ${String(places)} places`);
    const denominator = 10n ** BigInt(places);
    const numerator = (micrometres * denominator) / 1_000_000n;
    return [
      { numerator, denominator },
      { numerator: numerator + 1n, denominator },
    ];
  });
}

async function survey(session: Session, goals: readonly number[]): Promise<void> {
  const a = surveyor('a', 120_503_127n);
  const b = surveyor('b', 101_250_964n);
  const c = surveyor('c', 88_749_500n);
  // Heron's formula, with s half of the circumference.
  const s = a.add(b).add(c).divide(2);
  const square = s.multiply(s.subtract(a)).multiply(s.subtract(b)).multiply(s.subtract(c));
  for (const eps of goals) {
    console.log(`to ${String(eps)} square metres:`);
    const { status, bounds, limitedBy } = await square.sqrt().refine({ eps }, { session });
    const limit = limitedBy === null ? '' : `, limited by ${limitedBy}`;
    console.log(`  ${bounds.toString()}: ${status}${limit}`);
  }
}

await using session = createSession({ deterministic: true });
await survey(session, [500, 10, 0.1]);

console.log('The same again, from the record:');
await using again = createSession({ deterministic: true, replay: session.recording() });
await survey(again, [500, 10]);
