/** A control: computes values one after the other on its own thread, and answers under their numbers. */
import { parentPort } from 'node:worker_threads';
import { createSession } from 'pincer';
import type { Order } from './bare.js';
import { valueOf } from './values.js';

const session = createSession();

parentPort?.on('message', ({ name, number, digits }: Order) => {
  const { status } = valueOf(name, number).refineSync({ digits }, { session });
  parentPort?.postMessage({ number, status });
});
