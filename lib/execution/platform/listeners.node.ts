import process from 'node:process';

/**
 * Runs `load` and takes back exactly the process listeners that it added. threads.js installs some on
 * import: SIGINT and SIGTERM handlers that end the program with code 0, and in a worker handlers that
 * swallow uncaught errors. `load` is synchronous, so no one else's listener is among them.
 */
export function withoutAddedListeners<T>(events: readonly string[], load: () => T): T {
  const before = events.map((event) => new Set(process.rawListeners(event)));
  try {
    return load();
  } finally {
    events.forEach((event, index) => {
      for (const listener of process.rawListeners(event)) {
        if (before[index]?.has(listener) === true) continue;
        process.removeListener(event, listener as (...parameters: unknown[]) => void);
      }
    });
  }
}
