/** A worker of the bench in a process of its own: its argument are its options as JSON. Says `ready`; SIGTERM drains it. */
import { BullWorker } from 'pincer/bullmq';
import type { BullWorkerOptions } from 'pincer/bullmq';

const { key, ...options } = JSON.parse(process.argv[2]!) as Omit<BullWorkerOptions, 'key'> & {
  readonly key: string;
};
const worker = new BullWorker({ ...options, key: Buffer.from(key) });
await worker.start();
process.on('SIGTERM', () => void worker.close());
process.stdout.write('ready\n');
