/** The event loop of a page or of a worker. Workers import this file alone, not the code that starts workers. */
interface MessagePair {
  readonly port1: { onmessage: (() => void) | null };
  readonly port2: { postMessage(message: unknown): void };
}
declare const MessageChannel: new () => MessagePair;

const resolvers: (() => void)[] = [];
let channel: MessagePair | undefined;

/** Posts a message to this page, as timers of a page are delayed to milliseconds. */
export function yieldToEventLoop(): Promise<void> {
  if (channel === undefined) {
    channel = new MessageChannel();
    channel.port1.onmessage = () => resolvers.shift()?.();
  }
  const { port2 } = channel;
  return new Promise((resolve) => {
    resolvers.push(resolve);
    port2.postMessage(null);
  });
}

/** Monotonic milliseconds. */
export function now(): number {
  return performance.now();
}
