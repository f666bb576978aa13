/** The kit for refiners of one's own, one file per subject in refiners/: sessions that are saved and restored. */
import type { Options, Row } from './harness/bench.js';
import { killedRuns } from './refiners/killed-runs.js';
import { snapshots } from './refiners/snapshots.js';

export const name = 'refiners';

export async function run(options: Options): Promise<Row[]> {
  const rows = [...(await snapshots(options)), ...(await killedRuns(options))];
  return rows.map((row) => ({ bench: name, ...row }));
}
