/** What the browser spec runs in a page: each function answers with plain data. */
import { createSession, pi, sqrt } from 'pincer';
import { pictureElement, recordTrace } from 'pincer/observe';
import { refined } from 'pincer/refiner';
import type { Session, SessionOptions } from 'pincer';
import type { SchedulerEvent } from 'pincer/execution';
import { crawler, third } from './refiners.js';

declare const Worker: new (url: URL, options: { type: 'module' }) => unknown;
declare const crossOriginIsolated: boolean;

interface Attributed {
  getAttribute(name: string): string;
}

const ownWorker = (): unknown =>
  new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });

const listingWorker = (): unknown =>
  new Worker(new URL('./listing-worker.js', import.meta.url), { type: 'module' });

/** Runs with a session and tells how many leases ended elsewhere, and how. */
async function withSession<T>(
  options: SessionOptions,
  run: (session: Session) => Promise<T>,
): Promise<{ result: T; elsewhere: number; kinds: string[]; told: string[] }> {
  const session = createSession(options);
  let elsewhere = 0;
  const told: string[] = [];
  session.observe((event: SchedulerEvent) => {
    if (event.type === 'lease-issued' && event.slot > 0) elsewhere++;
    if (event.type === 'context-lost' || event.type === 'execution-degraded') told.push(event.type);
  });
  try {
    const result = await run(session);
    return { result, elsewhere, kinds: session.contexts.map(({ kind }) => kind), told };
  } finally {
    await session.close();
  }
}

export const tests = {
  isolated: () => crossOriginIsolated,

  inline: () =>
    withSession(
      {},
      async (session) => (await sqrt(2).add(pi).sin().refine({ digits: 60 }, { session })).digits,
    ),

  /** Pincer's own worker, as the bundler made it. */
  workers: () =>
    withSession(
      { workers: 2, placement: 'thread' },
      async (session) => (await sqrt(2).add(pi).sin().refine({ digits: 60 }, { session })).digits,
    ),

  /** The page's worker, which serves refiners of the page. */
  ownWorkers: () =>
    withSession(
      { workers: 1, placement: 'thread', worker: ownWorker },
      async (session) => (await refined(third, null).refine({ digits: 40 }, { session })).digits,
    ),

  /** One whose module hands its refiners to `serve`. */
  listingWorkers: () =>
    withSession(
      { workers: 1, placement: 'thread', worker: listingWorker },
      async (session) => (await refined(third, null).refine({ digits: 40 }, { session })).digits,
    ),

  /** A picture as an element. */
  picture: async () => {
    const session = createSession();
    const trace = recordTrace(session);
    await sqrt(2).add(pi).sin().refine({ digits: 60 }, { session });
    await session.close();
    const element = await pictureElement(trace, { picture: 'digits' });
    return {
      element: element.constructor.name,
      width: Number((element as unknown as Attributed).getAttribute('width')),
      texts: element.outerHTML.includes('Digits proven over time'),
    };
  },

  /** Milliseconds from an abort, in mid-step, to the answer. */
  cancellation: () =>
    withSession({ workers: 1, placement: 'thread', worker: ownWorker }, async (session) => {
      const controller = new AbortController();
      let aborted = 0;
      session.observe((event: SchedulerEvent) => {
        if (event.type !== 'root-narrowed' || aborted > 0) return;
        aborted = performance.now();
        controller.abort();
      });
      const { reason } = await refined(crawler, null).refine(
        { bits: 100_000 },
        { session, signal: controller.signal },
      );
      const settled = performance.now() - aborted;
      await Promise.all(session.contexts.map((context) => context.join()));
      return {
        reason,
        settled,
        stopped: performance.now() - aborted,
        alive: session.contexts[0]?.alive,
      };
    }),
};

(globalThis as unknown as { tests: typeof tests }).tests = tests;
