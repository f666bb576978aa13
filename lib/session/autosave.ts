/**
 * Autosave: snapshots of a session to a file while it computes.
 *
 * Laws
 * 1. The file is whole at any time: the one before, or the new one.
 * 2. Between two saves lie at least `every` milliseconds, and nothing is saved while nothing has changed. The session's
 *    end saves what has changed since.
 * 3. A step holds its thread: where it runs on this one, nothing is saved before its end. Synchronous calls save nothing.
 * 4. A save that fails is a warning, one for each reason, and the session goes on.
 */
import { describeInput } from '../exact/decimal/constant-input.js';
import { platform } from '../execution/platform/platform.js';
import { checkNames } from '../exact/options.js';
import { SessionError } from './errors.js';

/** Where and how often a session is saved. */
export interface AutosaveOptions {
  /** The path of the file; it is replaced as a whole. Beside it `<file>.new` is written. */
  readonly file: string;
  /** Milliseconds between two saves: 10,000 by default. */
  readonly every?: number | undefined;
}

export type CheckedAutosave = Required<{
  [Name in keyof AutosaveOptions]: NonNullable<AutosaveOptions[Name]>;
}>;

const DEFAULT_EVERY = 10_000;
/** The longest delay that a timer takes. */
const MOST_EVERY = 2 ** 31 - 1;

/** @throws SessionError naming the option, the value and the limit. */
export function checkAutosave(options: AutosaveOptions): CheckedAutosave {
  checkNames('createSession: autosave', options, ['file', 'every'], SessionError);
  const { file, every = DEFAULT_EVERY } = options;
  if (platform.saveFile === undefined)
    throw new SessionError('createSession: autosave takes a file, and only node has files');
  if (typeof (file as unknown) !== 'string' || file === '')
    throw new SessionError(
      `createSession: autosave.file must be a path, got ${describeInput(file)}`,
    );
  if (typeof (every as unknown) !== 'number' || !(every >= 0 && every <= MOST_EVERY))
    throw new SessionError(
      `createSession: autosave.every must be milliseconds from 0 to ${String(MOST_EVERY)}, got ${String(every)}`,
    );
  return { file, every };
}

export interface AutosaveParts extends CheckedAutosave {
  /** A number or text that changes with what is worth saving. */
  readonly state: () => string;
  /** The text of a snapshot. */
  readonly take: () => Promise<() => string>;
  readonly warn: (message: string) => void;
}

export class Autosave {
  readonly #parts: AutosaveParts;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #warned = new Set<string>();
  /** Takes a snapshot at once, once what it needs is loaded. */
  #take: (() => string) | undefined;
  readonly #loaded: Promise<void>;
  #saved: string;

  constructor(parts: AutosaveParts) {
    this.#parts = parts;
    this.#saved = parts.state();
    this.#loaded = parts.take().then((take) => {
      this.#take = take;
    });
    this.#timer = setInterval(() => {
      this.#save();
    }, parts.every);
    // An idle session lets the process end.
    (this.#timer as { unref?: () => void }).unref?.();
  }

  /** Saves for the last time. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#loaded;
    this.#save();
  }

  #save(): void {
    const state = this.#parts.state();
    if (state === this.#saved || this.#take === undefined) return;
    try {
      platform.saveFile!(this.#parts.file, `${this.#take()}\n`);
      this.#saved = state;
    } catch (error) {
      const message = `the session is not saved: ${error instanceof Error ? error.message : String(error)}`;
      if (this.#warned.has(message)) return;
      this.#warned.add(message);
      this.#parts.warn(message);
    }
  }
}
