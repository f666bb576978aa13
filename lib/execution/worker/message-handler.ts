import { toErrorData } from '../host/error-data.js';
import type { Settlement } from '../../coordinator/leases/lease.js';
import type { LeaseServer } from './lease-server.js';
import { isPincerMessage } from '../contexts/wire.js';
import type { FromHost, ToHost } from '../contexts/wire.js';

/** Passes the messages of a context to a lease server, and its answers back. Messages of threads.js are ignored. */
export function messageHandler(
  server: LeaseServer,
  post: (message: FromHost) => void,
): (message: unknown) => void {
  const answer = (call: number, settlement: Settlement): void => {
    try {
      post({ type: 'pincer-settled', call, settlement });
    } catch (error) {
      // The settlement cannot be cloned, but the context waits for an answer.
      const failed: Settlement = { kind: 'failed', error: toErrorData(error) };
      post({ type: 'pincer-settled', call, settlement: failed });
    }
  };
  return (message) => {
    if (!isPincerMessage(message)) return;
    const order = message as ToHost;
    if (order.type === 'pincer-stop') {
      server.stop(order.call, order.from);
      return;
    }
    const { call, signal, lease, reporting } = order;
    const settled = server.run(call, signal, lease, reporting);
    if (!(settled instanceof Promise)) answer(call, settled);
    else
      void settled.then((settlement) => {
        answer(call, settlement);
      });
  };
}
