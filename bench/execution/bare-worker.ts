/** A control: a worker that exposes the step host by threads.js, and nothing else. */
import { createRequire } from 'node:module';
import { runLease } from './worker-host.js';

const { expose } = createRequire(import.meta.url)('threads/worker') as {
  expose: (api: object) => void;
};

expose({ run: runLease });
