/** A worker of a fleet in a process of its own. Its argument are its options as JSON. Says `ready`; SIGTERM drains it, and a
 * message asks what it holds. */
import { BullWorker } from '#lib/bullmq/worker/bull-worker.js';
import type { BullWorkerOptions } from '#lib/bullmq/worker/worker-options.js';
import { answerMessages } from './memory.js';

const { key, ...options } = JSON.parse(process.argv[2]!) as Omit<BullWorkerOptions, 'key'> & {
  readonly key: string;
};
const worker = new BullWorker({ ...options, key: Buffer.from(key) });
await worker.start();
process.on('SIGTERM', () => {
  void worker.close().then(() => {
    process.stdout.write('drained\n');
  });
});
answerMessages(() => undefined);
process.stdout.write('ready\n');
