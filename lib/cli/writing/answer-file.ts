/**
 * The answers of a batch in a file, from which an interrupted batch goes on.
 *
 * Laws
 * 1. The file holds whole lines, in the order of the input, each with the digest of its question. A part of a line at
 *    its end, which a killed program leaves, is dropped once every whole line has been matched.
 * 2. The n-th line of the file has to answer the n-th line of the input: position, text and flags make the digest.
 *    Another file, or one of another input, is refused and stays as it is.
 * 3. Nothing is computed that the file has, and the file ends as that of a run without an interruption.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';

import { LONGEST_INTEGER } from '../../exact/dyadic.js';
import type { Settings } from '../reading/flags.js';
import { isOfSystem } from '../reading/input.js';
import { linesOf } from '../reading/lines.js';
import { UsageError } from '../usage.js';
import { version } from '../version.js';

const LINE_FEED = 10;
const DIGITS_OF_DIGEST = 16;
const NO_DIGEST = '0'.repeat(DIGITS_OF_DIGEST);
/** How much is read at once, from the end, in search of the last whole line. */
const BLOCK = 2 ** 16;

/** Digests of questions: of the line, its number, and all that its answer depends on beside it. */
export function digests(settings: Settings): (line: string, number: number) => string {
  const { goal = null, limits, presentation } = settings;
  const common = JSON.stringify([version(), goal, sorted(limits), sorted(presentation)]);
  return (line, number) =>
    createHash('sha256')
      .update(`${common}\n${String(number)}\n${line}`)
      .digest('hex')
      .slice(0, DIGITS_OF_DIGEST);
}

function sorted(fields: object): readonly (readonly [string, unknown])[] {
  return Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
}

export class AnswerFile {
  readonly #name: string;
  readonly #file: FileHandle;
  readonly #whole: WholeLines;
  /** The lines that are there, until all of them have been matched. */
  #found: AsyncGenerator<string, void> | undefined;
  #matched = 0;

  private constructor(name: string, file: FileHandle, whole: WholeLines) {
    this.#name = name;
    this.#file = file;
    this.#whole = whole;
    const { end } = whole;
    this.#found = linesOf(
      end > 0 ? createReadStream(name, { end: end - 1 }) : Readable.from([]),
      LONGEST_INTEGER,
    );
  }

  /**
   * Opens a file, which is made where there is none.
   *
   * @throws {@link UsageError} when it cannot be opened.
   */
  static async open(name: string): Promise<AnswerFile> {
    return await naming(name, async () => {
      const file = await open(name, 'a+');
      const status = await file.stat();
      if (status.isFile()) return new AnswerFile(name, file, await wholeLines(file, status.size));
      await file.close();
      throw new UsageError(`--out takes a file, got ${name}`);
    });
  }

  /**
   * The answer to the next line of the input, where the file has it.
   *
   * @returns the fields of the answer; undefined once the file has no further one, and can be written to.
   * @throws {@link UsageError} when it answers something else.
   */
  async next(digest: string, number: number): Promise<Found | undefined> {
    const lines = this.#found;
    if (lines === undefined) return undefined;
    const line = await naming(this.#name, () => lines.next());
    if (line.done === true) {
      if (!beginningOf(digest).startsWith(this.#whole.rest)) throw this.#refusal(number);
      if (this.#whole.rest !== '')
        await naming(this.#name, () => this.#file.truncate(this.#whole.end));
      this.#found = undefined;
      return undefined;
    }
    const found = foundIn(line.value);
    if (found?.question !== digest) throw this.#refusal(number);
    this.#matched++;
    return found;
  }

  /** @throws {@link UsageError} when it cannot be written. */
  async write(answer: string): Promise<void> {
    await naming(this.#name, () => this.#file.appendFile(`${answer}\n`));
  }

  /**
   * The input has ended.
   *
   * @throws {@link UsageError} when the file has more answers than the input has lines.
   */
  async ended(): Promise<void> {
    const line = await this.#found?.next();
    if (line === undefined || (line.done === true && this.#whole.rest === '')) return;
    throw new UsageError(
      `${this.#name} has more answers than this input has lines; give --out another file`,
    );
  }

  async close(): Promise<void> {
    await this.#found?.return();
    await this.#file.close();
  }

  #refusal(number: number): UsageError {
    return new UsageError(
      `${this.#name} is of another input, or of other flags: its line ${String(this.#matched + 1)} does not answer line ${String(number)}; give --out another file`,
    );
  }
}

/** What is read of an answer. */
interface Found {
  readonly question: unknown;
  readonly status: unknown;
}

function foundIn(line: string): Found | undefined {
  try {
    const value = JSON.parse(line) as Found | null;
    return value ?? undefined;
  } catch {
    return undefined;
  }
}

/** How the answer to a question begins. */
function beginningOf(digest: string): string {
  return `{"question":${JSON.stringify(digest)},`;
}

interface WholeLines {
  /** How many bytes the whole lines take. */
  readonly end: number;
  /** What follows them, as far as the beginning of an answer reaches. */
  readonly rest: string;
}

/** Searches for the end of the last whole line, from the end of the file. */
async function wholeLines(file: FileHandle, size: number): Promise<WholeLines> {
  let end = 0;
  for (let to = size; to > 0 && end === 0; to -= BLOCK) {
    const from = Math.max(0, to - BLOCK);
    const last = (await bytesOf(file, from, to)).lastIndexOf(LINE_FEED);
    if (last >= 0) end = from + last + 1;
  }
  const most = Math.min(size, end + beginningOf(NO_DIGEST).length);
  return { end, rest: (await bytesOf(file, end, most)).toString('latin1') };
}

async function bytesOf(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(to - from), 0, to - from, from);
  return buffer.subarray(0, bytesRead);
}

/** Errors of the operating system become complaints that name the file. */
async function naming<T>(name: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!isOfSystem(error)) throw error;
    throw new UsageError(`cannot keep the answers in ${name}: ${error.message}`, { cause: error });
  }
}
