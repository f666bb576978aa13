/** The callbacks of each signal. One listener serves all, as platforms warn of many listeners on one signal. */
const CALLBACKS = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back once when a signal aborts.
 * @returns a function that withdraws the callback.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const callbacks = CALLBACKS.get(signal) ?? new Set();
  if (callbacks.size === 0) {
    CALLBACKS.set(signal, callbacks);
    signal.addEventListener('abort', callAll, { once: true });
  }
  callbacks.add(callback);
  return () => {
    callbacks.delete(callback);
    if (callbacks.size === 0) {
      CALLBACKS.delete(signal);
      signal.removeEventListener('abort', callAll);
    }
  };
}

function callAll(this: AbortSignal): void {
  const callbacks = CALLBACKS.get(this) ?? new Set();
  CALLBACKS.delete(this);
  for (const callback of callbacks) callback();
}
