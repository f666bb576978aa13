/**
 * Folders stay small enough to be read at a glance: none below lib/ or spec/ holds more than 20 files.
 * Prints the folders that hold more and ends with 1 if there are any.
 *
 *     node .ci/folders.js
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const MOST_FILES = 20;

/** The folders below `folder`, itself included, with the number of files in each. */
function* sizes(folder) {
  const entries = readdirSync(folder, { withFileTypes: true });
  yield { folder, files: entries.filter((entry) => entry.isFile()).length };
  for (const entry of entries) if (entry.isDirectory()) yield* sizes(join(folder, entry.name));
}

const large = ['lib', 'spec']
  .flatMap((top) => [...sizes(top)])
  .filter(({ files }) => files > MOST_FILES);
for (const { folder, files } of large) {
  console.error(`${folder} holds ${files} files, more than ${MOST_FILES}: split it by subject`);
}
process.exitCode = large.length === 0 ? 0 : 1;
