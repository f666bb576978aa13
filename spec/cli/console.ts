import { Readable, Writable } from 'node:stream';

import type { AnswerRecord } from '#lib/cli/writing/record.js';
import { run } from '#lib/cli/run.js';

/** A stream that keeps what is written to it. */
export class Page extends Writable {
  readonly isTTY: boolean;
  readonly columns = 60;
  /** Each write, as it came. */
  readonly writes: string[] = [];

  readonly #onWrite: (text: string) => void;

  constructor(isTTY = false, onWrite: (text: string) => void = () => undefined) {
    super({ decodeStrings: false });
    this.isTTY = isTTY;
    this.#onWrite = onWrite;
  }

  get text(): string {
    return this.writes.join('');
  }

  override _write(chunk: string, _: BufferEncoding, done: () => void): void {
    this.writes.push(chunk);
    this.#onWrite(chunk);
    done();
  }
}

export interface Outcome {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
  /** Standard output as JSON, one record a line. */
  readonly records: readonly AnswerRecord[];
}

interface Surroundings {
  readonly stdin?: Readable;
  readonly terminal?: boolean;
  /** Whether standard output is a terminal. */
  readonly screen?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Told what is written to standard output. */
  readonly onOutput?: (text: string) => void;
}

/** Runs the program in this process, without workers unless the arguments say otherwise. */
export async function pincer(
  argv: readonly string[],
  {
    stdin = Readable.from([]),
    terminal = false,
    screen = false,
    env = {},
    signal = new AbortController().signal,
    onOutput,
  }: Surroundings = {},
): Promise<Outcome> {
  const stdout = new Page(screen, onOutput);
  const stderr = new Page(terminal);
  const io = { stdin, stdout, stderr, env, argv, signal };
  const exitCode = await run(io);
  const out = stdout.text;
  return {
    exitCode,
    out,
    err: stderr.text,
    get records(): AnswerRecord[] {
      return out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as AnswerRecord);
    },
  };
}

/** `pincer eval` without workers. */
export function evaluation(...argv: string[]): Promise<Outcome> {
  return pincer(['eval', '--workers', '0', ...argv]);
}
