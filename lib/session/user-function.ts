/**
 * Calls a function of a user. An error that it throws becomes an uncaught exception in a microtask of its own, as with
 * event listeners of the platform, and leaves the session unharmed.
 */
export function callUserFunction<Given>(callback: (given: Given) => void, given: Given): void {
  try {
    callback(given);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
