#!/usr/bin/env node
/**
 * The program `pincer`: runs its command in a thread, and listens to the user in this one. A thread that computes hears
 * no signal: a long power of exact numbers, or a text of a million digits, runs in one stretch. This thread hears an
 * interrupt at any time, and says so in shared memory.
 */
import { exitCode } from './exit.js';
import { CommandThread } from './host.js';
import { run } from './run.js';

const argv = process.argv.slice(2);
const interruption = new AbortController();
let noThread: string | undefined;
const thread = startThread();

process.on('SIGINT', () => {
  // The first interrupt asks for the best bounds. The second one does not wait for them.
  if (interruption.signal.aborted) process.exit(exitCode.interrupted);
  interruption.abort();
  thread?.interrupt();
});

for (const output of [process.stdout, process.stderr])
  output.on('error', (error: NodeJS.ErrnoException) => {
    // The reader of our output has gone and needs no more of it.
    if (error.code === 'EPIPE') process.exit(exitCode.met);
    throw error;
  });

process.exitCode = await (thread === undefined
  ? run({
      stdin: process.stdin,
      stdout: process.stdout,
      stderr: process.stderr,
      env: process.env,
      argv,
      signal: interruption.signal,
      noThread,
      terminated: (listener) => void process.once('SIGTERM', listener),
    })
  : thread.ended());

/** The thread of the command. It runs in this one where it only tells the version, or node may start no thread. */
function startThread(): CommandThread | undefined {
  if (argv[0] === '--version') return undefined;
  try {
    return new CommandThread(argv);
  } catch (error) {
    noThread = (error as Error).message;
    return undefined;
  }
}
