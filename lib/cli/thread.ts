/**
 * The thread of a command: connects it to {@link run}. Its standard streams lead through the thread that listens to the
 * user, which does nothing else.
 */
import { finished } from 'node:stream/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { Input } from './io.js';
import { run } from './run.js';
import type { OutputName, ThreadData, ThreadNews, ThreadRequest } from './thread-data.js';
import { ThreadOutput } from './thread-output.js';

const port = parentPort!;
const { interruption, terminal, screens } = workerData as ThreadData;
const controller = new AbortController();
const outputs = { stdout: outputTo('stdout'), stderr: outputTo('stderr') };
let terminated: () => void = () => undefined;
let input: Input | undefined;

port.on('message', (news: ThreadNews) => {
  if (news === 'interrupted') controller.abort();
  else if (news === 'terminated') terminated();
  else if ('arrived' in news) outputs[news.arrived].arrived(news.count);
  else if ('screens' in news) {
    outputs.stdout.fit(news.screens.stdout);
    outputs.stderr.fit(news.screens.stderr);
  } else {
    const { message, syscall } = news.unreadable;
    process.stdin.destroy(Object.assign(new Error(message), { syscall }));
  }
});

const exitCode = await run({
  ...outputs,
  /** Asked for at its first use: a command that reads nothing leaves standard input to the next one. */
  get stdin() {
    return (input ??= openInput());
  },
  env: process.env,
  argv: process.argv.slice(2),
  signal: controller.signal,
  interruption,
  terminated: (listener) => {
    terminated = listener;
    ask('termination');
  },
});
for (const output of Object.values(outputs)) await finished(output.end());
// Standard input would hold the thread, also where nobody reads it any more.
process.exit(exitCode);

function ask(request: ThreadRequest): void {
  port.postMessage(request);
}

function outputTo(output: OutputName): ThreadOutput {
  return new ThreadOutput(screens[output], (text) => {
    ask({ output, text });
  });
}

function openInput(): Input {
  ask('input');
  const setRawMode = (raw: boolean): void => {
    ask({ raw });
  };
  return terminal ? Object.assign(process.stdin, { isTTY: true, setRawMode }) : process.stdin;
}
