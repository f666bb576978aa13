/** Digits on the page, and on a worker. */
import { createSession, pi, sqrt } from 'pincer';

const value = sqrt(2).add(pi);
document.getElementById('here').textContent = value.refineSync({ digits: 20 }).digits;

// The module of the worker is one of the page: Vite finds it by this form, and bundles it.
const worker = () => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
const session = createSession({ workers: 1, placement: 'thread', worker });
const { digits } = await value.refine({ digits: 40 }, { session });
const kinds = session.contexts.map(({ kind }) => kind).join(' ');
document.getElementById('worker').textContent = `${digits} ${kinds || 'inline'}`;
await session.close();
