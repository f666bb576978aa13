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
import { platform } from '../execution/platform/platform.js';
import type { CheckedAutosave } from './autosave-options.js';

export interface AutosaveParts extends CheckedAutosave {
  /** A number or text that changes with what is worth saving. */
  readonly state: () => string;
  /** What `state` is for a session that has done nothing. This may be loaded after the session has begun. */
  readonly blank: string;
  /** The text of a snapshot. */
  readonly take: () => string;
  readonly warn: (message: string) => void;
}

export class Autosave {
  readonly #parts: AutosaveParts;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #warned = new Set<string>();
  #saved: string;

  constructor(parts: AutosaveParts) {
    this.#parts = parts;
    this.#saved = parts.blank;
    this.#timer = setInterval(() => {
      this.#save();
    }, parts.every);
    // An idle session lets the process end.
    (this.#timer as { unref?: () => void }).unref?.();
  }

  /** Saves for the last time. */
  end(): void {
    clearInterval(this.#timer);
    this.#save();
  }

  #save(): void {
    const state = this.#parts.state();
    if (state === this.#saved) return;
    try {
      platform.saveFile!(this.#parts.file, `${this.#parts.take()}\n`);
      this.#saved = state;
    } catch (error) {
      const message = `the session is not saved: ${error instanceof Error ? error.message : String(error)}`;
      if (this.#warned.has(message)) return;
      this.#warned.add(message);
      this.#parts.warn(message);
    }
  }
}
