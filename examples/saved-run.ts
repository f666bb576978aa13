/** A long run that is saved while it computes, ended in the middle, and continued in another session. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSession, exp, sin, sqrt } from 'pincer';
import { readSnapshot } from 'pincer/snapshot';

const folder = mkdtempSync(join(tmpdir(), 'pincer-'));
const file = join(folder, 'run.json');
const goal = { digits: 20_000 };

// The first run is called off as soon as it has a tenth of the digits; its session saves itself when it is closed.
const first = createSession({ autosave: { file, every: 1000 } });
first.define('x', exp(sin(sqrt(2))));
const enough = new AbortController();
const { signal } = enough;
const onProgress = ({ digits }: { digits: number }): void => {
  if (digits >= 2000) enough.abort();
};
const half = await first.get('x')!.refine(goal, { session: first, signal, onProgress });
await first.close();
console.log(half.status === 'met' ? 'met at once' : `${half.status}, ${String(half.reason)}`);

// Another process would begin here.
const snapshot = readSnapshot(readFileSync(file, 'utf8'));
await using second = createSession({ restore: snapshot });
console.log(`restored: ${snapshot.names.join(', ')}`);
const x = second.get('x')!;
console.log(
  (await x.refine({ digits: 1000 }, { session: second })).statistics.steps,
  'steps to 1,000 digits',
);
const whole = await x.refine(goal, { session: second });
console.log(
  `${whole.status}: ${whole.digits!.slice(0, 12)}… of ${String(whole.digits!.length)} characters`,
);
rmSync(folder, { recursive: true });
