import process from 'node:process';

/**
 * Runs `load` and removes the process listeners that it added. On import, threads.js installs SIGINT and SIGTERM
 * handlers that end the program with code 0, and in a worker handlers that swallow uncaught errors. As `load` is
 * synchronous, no other code adds listeners meanwhile.
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
