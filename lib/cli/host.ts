/** The thread of a command, as the thread that listens to the user has it. */
import { isatty } from 'node:tty';
import type { WriteStream } from 'node:tty';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import type { Screen, Screens, ThreadData, ThreadNews, ThreadRequest } from './thread-data.js';

/** Ctrl-C, which a terminal that passes keys as they are typed sends as a character. */
const CTRL_C = '\u0003';

export class CommandThread {
  readonly #thread: Worker;
  readonly #interruption = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  readonly #exitCode: Promise<number>;
  #sendsInput = false;

  /** @throws where node is not permitted to start a thread. */
  constructor(argv: readonly string[]) {
    const data: ThreadData = {
      ...{ interruption: this.#interruption, terminal: isatty(0), screens: screens() },
    };
    const thread = new Worker(new URL('./thread.js', import.meta.url), {
      ...{ argv: [...argv], workerData: data, env: SHARE_ENV, stdin: true },
    });
    this.#thread = thread;
    this.#exitCode = new Promise((resolve, reject) => {
      thread.once('exit', resolve);
      thread.once('error', reject);
    });
    thread.on('message', (request: ThreadRequest) => {
      this.#serve(request);
    });
    for (const output of [process.stdout, process.stderr])
      output.on('resize', () => {
        this.#tell({ screens: screens() });
      });
  }

  /** The exit code of the command, once it has ended. */
  async ended(): Promise<number> {
    const code = await this.#exitCode;
    // Whoever writes to it has not ended.
    if (this.#sendsInput) process.stdin.destroy();
    return code;
  }

  /** Heard where the command computes next looks at shared memory, or at messages. */
  interrupt(): void {
    Atomics.store(this.#interruption, 0, 1);
    this.#tell('interrupted');
  }

  #tell(news: ThreadNews): void {
    this.#thread.postMessage(news);
  }

  #serve(request: ThreadRequest): void {
    if (request === 'input') this.#sendInput();
    else if (request === 'termination')
      process.once('SIGTERM', () => {
        this.#tell('terminated');
      });
    else if ('output' in request) {
      const { output, text } = request;
      process[output].write(text, () => {
        this.#tell({ arrived: output, count: text.length });
      });
    } else if ('raw' in request) {
      process.stdin.setRawMode(request.raw);
      process.stdin.off('data', this.#lookForInterrupt);
      if (request.raw) process.stdin.on('data', this.#lookForInterrupt);
    }
  }

  #sendInput(): void {
    this.#sendsInput = true;
    process.stdin.on('error', ({ message, syscall = 'read' }: NodeJS.ErrnoException) => {
      this.#tell({ unreadable: { message, syscall } });
    });
    process.stdin.pipe(this.#thread.stdin!);
  }

  /** The command gets the key too, but only where it looks at messages. */
  readonly #lookForInterrupt = (keys: Buffer): void => {
    if (keys.includes(CTRL_C)) Atomics.store(this.#interruption, 0, 1);
  };
}

function screens(): Screens {
  return { stdout: screenOf(process.stdout), stderr: screenOf(process.stderr) };
}

function screenOf({ isTTY, columns }: WriteStream): Screen | undefined {
  return isTTY ? { columns } : undefined;
}
