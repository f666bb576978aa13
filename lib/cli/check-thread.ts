/** A thread of `pincer check --parallel`: takes files until there are none left. */
import { parentPort, workerData } from 'node:worker_threads';
import { checkFile } from './checking/files.js';
import type { CheckingData, FileNews } from './checking/files.js';
import { UsageError } from './usage.js';

const data = workerData as CheckingData;

function newsOf(place: number, file: string): FileNews {
  try {
    return { place, checked: checkFile(file, data) };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { place, unreadable: error.message };
  }
}

for (;;) {
  const place = Atomics.add(data.next, 0, 1);
  const file = data.files[place];
  if (file === undefined) break;
  parentPort!.postMessage(newsOf(place, file));
}
