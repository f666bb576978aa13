#!/usr/bin/env node
/**
 * The program `pincer`: connects the process to {@link run}. Nothing else here touches the process.
 */
import { exitCode } from './exit.js';
import { run } from './run.js';

const interruption = new AbortController();

process.on('SIGINT', () => {
  // The first interrupt asks for the best bounds. The second one does not wait for them.
  if (interruption.signal.aborted) process.exit(exitCode.interrupted);
  interruption.abort();
});

for (const output of [process.stdout, process.stderr])
  output.on('error', (error: NodeJS.ErrnoException) => {
    // The reader of our output has gone and needs no more of it.
    if (error.code === 'EPIPE') process.exit(exitCode.met);
    throw error;
  });

process.exitCode = await run({
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  argv: process.argv.slice(2),
  signal: interruption.signal,
  terminated: (listener) => void process.once('SIGTERM', listener),
});
