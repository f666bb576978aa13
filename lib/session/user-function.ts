/**
 * Calls a function that a caller gave. What it throws becomes an uncaught exception in a turn of its
 * own, as with the platforms' event listeners, and harms nobody who waits for the session.
 */
export function callUserFunction(callback: () => void): void {
  try {
    callback();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
