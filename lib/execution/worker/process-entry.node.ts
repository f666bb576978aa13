/**
 * The module of a child process. Steps run on a thread inside it, so the process itself always receives stops, and
 * ends at once when its parent ends.
 */
import process from 'node:process';
import { ThreadRelay } from './thread-relay.js';

const [name = 'process', capacity = '1', maxOldGenerationSizeMb = '512', modules] =
  process.argv.slice(2);

// Ctrl-C is sent to every process of a terminal. The parent handles it.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(0));

const relay = new ThreadRelay(
  {
    name: `thread of ${name}`,
    capacity: Number(capacity),
    resourceLimits: { maxOldGenerationSizeMb: Number(maxOldGenerationSizeMb) },
    ...(modules === undefined ? {} : { modules: JSON.parse(modules) as string[] }),
  },
  (message, sent) => process.send?.(message, undefined, undefined, sent),
  () => process.exit(1),
);
process.on('message', (message) => {
  relay.take(message);
});
relay.start();
