/** The kit for refiners of one's own, one file per subject in refiners/. */
import type { Options, Row } from './harness/bench.js';
import { Desk } from './harness/desk.js';
import { division } from './refiners/division.js';
import { killedRuns } from './refiners/killed-runs.js';
import { laws } from './refiners/laws.js';
import { ownCode } from './refiners/own-code.js';
import { snapshots } from './refiners/snapshots.js';

export const name = 'refiners';
export const parts = ['laws', 'own-code', 'snapshots', 'killed-runs', 'division'];

export async function run({ quick, part, seed }: Options): Promise<readonly Row[]> {
  const isWanted = (each: string): boolean => part === undefined || part === each;
  const desk = new Desk(name, quick);
  if (isWanted('laws')) laws(desk);
  if (isWanted('own-code')) ownCode(desk);
  if (isWanted('snapshots')) await snapshots(desk);
  if (isWanted('killed-runs')) await killedRuns(desk, seed);
  if (isWanted('division')) await division(desk);
  return desk.rows();
}
