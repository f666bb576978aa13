import { describe, expect, it } from '@jest/globals';
import { messageHandler } from '#lib/execution/worker/message-handler.js';
import type { FromHost, ToHost } from '#lib/execution/contexts/wire.js';
import { leaseOf } from '../lease-of.js';
import { halving } from '../refiners/halving.js';
import { serverOf } from './server-of.js';

const refiner = { name: 'halving', version: 1 };

/** A line to a server of its own; `refuse` says which messages cannot be posted. */
function line({ shared = true, refuse = (_message: FromHost): boolean => false } = {}) {
  const posted: FromHost[] = [];
  const server = serverOf(halving);
  if (shared) server.configure({ signals: new Int32Array(4) });
  const take = messageHandler(server, (message) => {
    if (refuse(message)) throw new TypeError('it could not be cloned');
    posted.push(message);
  });
  const order = (call: number): ToHost => {
    const lease = leaseOf(halving, { bits: 9 }, { refiner, quantum: { steps: 64 } });
    return { type: 'pincer-lease', call, signal: 0, lease, reporting: false };
  };
  return { take, posted, order };
}

describe('a line of leases', () => {
  it('answers each lease under the number of its call', () => {
    const { take, posted, order } = line();
    take(order(7));
    take(order(8));
    expect(posted).toMatchObject([
      { type: 'pincer-settled', call: 7, settlement: { kind: 'result' } },
      { type: 'pincer-settled', call: 8, settlement: { kind: 'result' } },
    ]);
  });

  it('takes a stop on to a host whose memory is not shared', async () => {
    const { take, posted, order } = line({ shared: false });
    take(order(7));
    take({ type: 'pincer-stop', call: 7, from: 0 });
    for (let turn = 0; posted.length === 0 && turn < 100; turn++) await Promise.resolve();
    expect(posted).toMatchObject([{ call: 7, settlement: { kind: 'stopped' } }]);
  });

  it('answers that the lease failed where its settlement cannot be posted', () => {
    const { take, posted, order } = line({
      refuse: (message) =>
        message.type === 'pincer-settled' && message.settlement.kind === 'result',
    });
    take(order(7));
    expect(posted).toMatchObject([
      { call: 7, settlement: { kind: 'failed', error: { message: 'it could not be cloned' } } },
    ]);
  });

  it('lets pass what is not for it: the calls of threads.js use the same channel', () => {
    const { take, posted } = line();
    for (const message of [undefined, null, 'run', { type: 'run', uid: 1 }, { type: 3 }])
      take(message);
    expect(posted).toEqual([]);
  });
});
