import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { forChildProcess } from './execution-arguments.node.js';
import { ownModule } from './own-module.node.js';
import type { HostLink, LinkEvents, ProcessOptions } from './platform.js';

/** What holds a program open and lets it end. Node's channel has both; that of Bun has neither and goes with its process. */
interface Holding {
  ref?(): void;
  unref?(): void;
}

/** Starts a child process with an empty environment. The output of its steps goes to standard error. */
export function openProcess(options: ProcessOptions, events: LinkEvents): HostLink {
  const { name, capacity, maxOldGenerationSizeMb, modules } = options;
  const { fork } = process.getBuiltinModule('node:child_process');
  const entry = ownModule(() => new URL('../worker/process-entry.node.js', import.meta.url));
  const child = fork(
    fileURLToPath(entry),
    [
      ...[name, String(capacity), String(maxOldGenerationSizeMb)],
      ...(modules === undefined ? [] : [JSON.stringify(modules)]),
    ],
    {
      env: {},
      serialization: 'advanced',
      stdio: ['ignore', 2, 2, 'ipc'],
      execArgv: forChildProcess(process.execArgv),
    },
  );
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.once('error', () => {
      if (child.pid === undefined) resolve();
    });
  });
  child.on('message', (message: unknown) => {
    events.message(message);
  });
  child.on('error', (error) => {
    events.ended(`the process failed: ${String(error)}`);
  });
  child.on('exit', (code, signal) => {
    events.ended(
      signal === null
        ? `the process exited with code ${String(code)}`
        : `the process was ended by ${signal}`,
    );
  });
  const channel = (): Holding | null | undefined => child.channel;
  return {
    post: (message) => {
      child.send(message as object, (error) => {
        // Without an error node calls back with null; other runtimes with undefined.
        if (error instanceof Error)
          events.ended(`a message did not reach the process: ${String(error)}`);
      });
    },
    hold: () => {
      child.ref();
      channel()?.ref?.();
    },
    release: () => {
      child.unref();
      channel()?.unref?.();
    },
    terminate: () => {
      // The parent stays alive until the exit event, even if the child has ended already.
      child.ref();
      child.kill('SIGKILL');
      return gone;
    },
  };
}
