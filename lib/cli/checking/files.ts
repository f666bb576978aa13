/**
 * Checks many files, one after the other or many at once, each in one of some threads.
 *
 * Laws
 * 1. The answers come in the order of the files, each as soon as it and those before it are there.
 * 2. A thread takes the next file that none has taken: threads that got short ones do not wait for the others.
 */
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { isOfSystem } from '../reading/input.js';
import { UsageError } from '../usage.js';
import { checkText } from './checked.js';
import type { Checked } from './checked.js';

export interface FilesToCheck {
  readonly files: readonly string[];
  /** For each of them. */
  readonly definitions: readonly string[];
  /** Whether to say how they are read. */
  readonly explain: boolean;
}

/** What a thread is started with. */
export interface CheckingData extends FilesToCheck {
  /** The place of the next file. */
  readonly next: Int32Array;
}

/** What a thread says of the file in a place: that it is checked, or why it could not be read. */
export type FileNews =
  | { readonly place: number; readonly checked: Checked }
  | { readonly place: number; readonly unreadable: string };

/** @throws UsageError where it cannot be read. */
export function checkFile(
  file: string,
  { definitions, explain }: Omit<FilesToCheck, 'files'>,
): Checked {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (!isOfSystem(error)) throw error;
    throw new UsageError(`cannot read ${file}: ${error.message}`, { cause: error });
  }
  return checkText(text, definitions, explain);
}

/** Checks files in threads, which end with the iteration, or when the signal aborts. */
export async function* checkFilesAtOnce(
  data: FilesToCheck,
  threads: number,
  signal: AbortSignal,
): AsyncGenerator<Checked> {
  const next = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const workerData: CheckingData = { ...data, next };
  const arrived = new Map<number, FileNews>();
  let failure: Error | undefined;
  let wake: () => void = () => undefined;
  const workers = Array.from({ length: Math.min(threads, data.files.length) }, () => {
    const worker = new Worker(new URL('../check-thread.js', import.meta.url), { workerData });
    worker.on('message', (news: FileNews) => {
      arrived.set(news.place, news);
      wake();
    });
    worker.on('error', (error) => {
      failure = error;
      wake();
    });
    return worker;
  });
  const stop = (): void => {
    wake();
  };
  signal.addEventListener('abort', stop);
  try {
    for (let place = 0; place < data.files.length; place++) {
      let news = arrived.get(place);
      for (; news === undefined; news = arrived.get(place)) {
        if (failure !== undefined) throw failure;
        if (signal.aborted) return;
        await new Promise<void>((resolve) => (wake = resolve));
      }
      arrived.delete(place);
      if ('unreadable' in news) throw new UsageError(news.unreadable);
      yield news.checked;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
