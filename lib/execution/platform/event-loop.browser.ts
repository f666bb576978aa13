/** The event loop of a page or of a worker: apart from what starts workers, so that these need not hold it. */
interface MessagePair {
  readonly port1: { onmessage: (() => void) | null };
  readonly port2: { postMessage(message: unknown): void };
}
declare const MessageChannel: new () => MessagePair;

const waiting: (() => void)[] = [];
let channel: MessagePair | undefined;

/** A message to ourselves: timers of a page are held back to milliseconds. */
export function yieldToEventLoop(): Promise<void> {
  if (channel === undefined) {
    channel = new MessageChannel();
    channel.port1.onmessage = () => waiting.shift()?.();
  }
  const { port2 } = channel;
  return new Promise((resolve) => {
    waiting.push(resolve);
    port2.postMessage(null);
  });
}

/** Monotonic milliseconds. */
export function now(): number {
  return performance.now();
}
