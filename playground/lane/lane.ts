/** A worker: a step host behind a port. It knows Pincer's refiners, and nothing of the graph. */
import { builtinRegistry, createStepHost } from 'pincer/execution';
import { loadLate } from '../late/late.js';
import type { Done, Work } from '../protocol.js';

const host = createStepHost(builtinRegistry());

/** Takes the port to the engine, once. */
export function receive({
  data: { port, stop },
}: MessageEvent<{ port: MessagePort; stop: SharedArrayBuffer | undefined }>): void {
  const flag = stop && new Int32Array(stop);
  port.onmessage = ({ data: { lease } }: MessageEvent<Work>) => {
    const settlement = host.run(lease, {
      stopRequested: () => flag !== undefined && Atomics.load(flag, 0) === lease.id,
      now: () => performance.now(),
    });
    const done: Done = { lease: lease.id, incarnation: lease.incarnation, settlement };
    port.postMessage(done);
  };
  void loadLate().then(() => {
    postMessage('ready');
  });
}
