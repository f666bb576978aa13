import { createSession, refined } from 'pincer';
import type { Real, Session } from 'pincer';
import { BITS_A_STEP, toil, turnsPerMicrosecond } from './toil.js';
let nonce = 0;
const perUs = turnsPerMicrosecond();
async function once(session: Session, us: number, leaves: number, steps: number): Promise<number> {
  const nodes: Real[] = [];
  for (let i = 0; i < leaves; i++) nodes.push(refined(toil, { turns: Math.round(us * perUs), nonce: ++nonce }));
  const root = nodes.reduce((a, b) => a.add(b));
  const start = performance.now();
  const r = await root.refine({ bits: steps * BITS_A_STEP - 8 }, { session });
  if (r.status !== 'met') throw new Error(r.status);
  const t = performance.now() - start;
  return t;
}
const cases: [number, number, number][] = [[1, 16, 100], [10, 16, 50], [100, 16, 20], [1000, 16, 5], [10000, 8, 3]];
const sessions = [createSession(), createSession({ workers: 2 }), createSession({ workers: 'auto' })];
for (const s of sessions) await s.start();
for (const [us, leaves, steps] of cases) {
  const times: number[][] = [[], [], []];
  for (let round = 0; round < 12; round++) for (const [i, s] of sessions.entries()) times[i]!.push(await once(s, us, leaves, steps));
  const med = times.map((t) => [...t].sort((a, b) => a - b)[Math.floor(t.length / 2)]!);
  const min = times.map((t) => Math.min(...t));
  console.log(us, 'us', leaves * steps * us / 1000, 'ms work', 'median', med.map((x) => x.toFixed(2)).join(' '), 'min', min.map((x) => x.toFixed(2)).join(' '));
}
for (const s of sessions) { console.log(JSON.stringify(s.stats().contexts)); await s.close(); }
