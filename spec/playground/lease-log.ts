/**
 * The lease log of a page: what its engine and its workers say to each other, read off the ports between them.
 *
 * Law: the bounds of a node are the intersection of those that the settlements of its leases carried.
 */
import type { Page } from 'playwright-core';
import { intersect } from '#lib/exact/enclosure/meet-join.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import type { Lease, Settlement } from '#lib/coordinator/leases/lease.js';

type Message =
  | { readonly lease: Lease }
  | { readonly lease: number; readonly incarnation: string; readonly settlement: Settlement };

declare const leaseLog: readonly Message[];

/** Put before the program of a page: each port to a worker passes its messages on, and notes them. */
export const LISTEN = `
  globalThis.leaseLog = [];
  const Channel = MessageChannel;
  globalThis.MessageChannel = function () {
    const [engine, lane] = [new Channel(), new Channel()];
    const pass = (from, to) => {
      from.onmessage = ({ data }) => {
        globalThis.leaseLog.push(data);
        to.postMessage(data);
      };
    };
    pass(engine.port2, lane.port1);
    pass(lane.port1, engine.port2);
    return { port1: engine.port1, port2: lane.port2 };
  };
`;

/** The bounds of each node that the last run of a page has leased. */
export async function boundsInLog(page: Page): Promise<ReadonlyMap<number, Enclosure>> {
  const log = await page.evaluate(() => leaseLog);
  const incarnation = log.map(runOf).at(-1);
  const nodes = new Map<number, number>();
  const bounds = new Map<number, Enclosure>();
  for (const message of log) {
    if (runOf(message) !== incarnation) continue;
    if (typeof message.lease === 'object') nodes.set(message.lease.id, message.lease.node);
    else if ('settlement' in message && message.settlement.kind === 'result') {
      const node = nodes.get(message.lease)!;
      const { bounds: narrowed } = message.settlement.result;
      const known = bounds.get(node);
      bounds.set(node, known === undefined ? narrowed : intersect(known, narrowed)!);
    }
  }
  return bounds;
}

function runOf(message: Message): string {
  return 'incarnation' in message ? message.incarnation : message.lease.incarnation;
}
