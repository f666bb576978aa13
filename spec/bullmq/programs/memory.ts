/** A child process that says, on a message, what it holds in memory once its garbage is collected. Runs with --expose-gc. */

/** Answers each message by what an act gives, or else by the bytes that are held. */
export function answerMessages(act: (message: unknown) => Promise<unknown> | undefined): void {
  process.on('message', (message) => {
    void Promise.resolve(act(message)).then((answer) => process.send!(answer ?? heldBytes()));
  });
  // Messages alone keep nobody alive.
  process.channel?.unref();
}

function heldBytes(): number {
  globalThis.gc!();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
