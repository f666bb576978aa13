/**
 * Draws the pictures of the documents, by the tool that they are about: `npm run pictures`. Times differ from run to run.
 *
 *     node .ci/pictures.js [FOLDER]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSession, expression } from 'pincer';
import { plot, recordTrace } from 'pincer/observe';

const folder = process.argv[2] ?? 'docs';

const session = createSession({ workers: 2 });
// Threads take a while to start, which is no part of the computation.
await session.start();
const trace = recordTrace(session);
const value = expression('sin(exp(sqrt(2))) * pi + ln(3)');
// Whoever asks for progress has bounds in between.
await value.refine({ digits: 20_000 }, { session, onProgress: () => undefined });
trace.stop();
await session.close();

mkdirSync(folder, { recursive: true });
for (const [name, picture] of [
  ['seen.svg', ['digits', 'schedule']],
  ['seen-graph.svg', ['graph']],
])
  writeFileSync(join(folder, name), await plot(trace, { picture, width: 560 }));
