/**
 * The lines of earlier conversations, in a file that nobody else may read.
 *
 * Laws
 * 1. The file has mode 0600; folders that are made for it have 0700.
 * 2. It holds {@link MOST_LINES} lines after it is opened, at most twice as many at any time, each of at most
 *    {@link LONGEST} characters. Of a longer file the end alone is read.
 * 3. A line is written when it is entered, so a killed program loses none, and two programs may share the file.
 * 4. What cannot be read or written is reported once, and ends the history, not the conversation.
 */
import {
  appendFileSync,
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';

import type { Io } from '../io.js';

export const MOST_LINES = 1000;
const LONGEST = 4096;
const MOST_BYTES = 2 ** 22;

/** The file of the history: `PINCER_HISTORY`, or the place of XDG for state; null where it is switched off. */
export function historyFile(env: Io['env']): string | null | undefined {
  const { PINCER_HISTORY: chosen, XDG_STATE_HOME: state = '' } = env;
  if (chosen !== undefined) return chosen === '' ? null : chosen;
  // XDG: a path that is not absolute is to be ignored.
  if (isAbsolute(state)) return join(state, 'pincer', 'history');
  const home = env['HOME'] ?? env['USERPROFILE'] ?? '';
  return home === '' ? undefined : join(home, '.local', 'state', 'pincer', 'history');
}

export class History {
  readonly #report: (message: string) => void;
  #file: string | null;
  /** The oldest first. */
  #lines: string[] = [];

  /**
   * @param file - undefined where there is no place for one.
   * @param report - called once, with what is wrong.
   */
  constructor(file: string | null | undefined, report: (message: string) => void) {
    this.#report = report;
    this.#file = file ?? null;
    if (file === undefined) report('no history is kept: there is no home');
    else if (file !== null) this.#try(() => this.#open(file));
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  add(line: string): void {
    const file = this.#file;
    if (file === null || line.trim() === '' || line.length > LONGEST) return;
    if (line === this.#lines.at(-1)) return;
    this.#lines.push(line);
    this.#try(() => {
      if (this.#lines.length < 2 * MOST_LINES) appendFileSync(file, `${line}\n`, { mode: 0o600 });
      else this.#rewrite(file);
    });
  }

  #open(file: string): void {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // Appending nothing makes the file where there is none, and fails where it cannot be written.
    const status = statSync(file, { throwIfNoEntry: false });
    if (status !== undefined && !status.isFile()) throw new Error(`${file} is no file`);
    appendFileSync(file, '', { mode: 0o600 });
    chmodSync(file, 0o600);
    const text = endOf(file, status?.size ?? 0);
    this.#lines = text.split('\n').filter((line) => line !== '' && line.length <= LONGEST);
    if (this.#lines.length > MOST_LINES || (status?.size ?? 0) > MOST_BYTES) this.#rewrite(file);
  }

  /** Replaces the file at once, so that nobody sees half of it. */
  #rewrite(file: string): void {
    this.#lines = this.#lines.slice(-MOST_LINES);
    const beside = `${file}.${String(process.pid)}`;
    writeFileSync(beside, this.#lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
    renameSync(beside, file);
  }

  #try(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#file = null;
      this.#report(`no history is kept: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

/** The last {@link MOST_BYTES} of a file, from the start of a line. */
function endOf(file: string, size: number): string {
  const from = Math.max(0, size - MOST_BYTES);
  const buffer = Buffer.alloc(size - from);
  const descriptor = openSync(file, 'r');
  try {
    const length = readSync(descriptor, buffer, 0, buffer.length, from);
    const text = buffer.toString('utf8', 0, length);
    return from === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } finally {
    closeSync(descriptor);
  }
}
