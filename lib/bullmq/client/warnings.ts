/** Says what went wrong without ending anything, once for each kind of trouble. */
export class Warnings {
  readonly #name: string;
  readonly #onWarning: ((message: string) => void) | undefined;
  readonly #said = new Set<string>();

  /** @param onWarning - by default a warning of the process is emitted. */
  constructor(name: string, onWarning: ((message: string) => void) | undefined) {
    this.#name = name;
    this.#onWarning = onWarning;
  }

  say(kind: string, detail: string): void {
    if (this.#said.has(kind) || this.#said.size > 100) return;
    this.#said.add(kind);
    const message = `${this.#name}: ${detail}`;
    if (this.#onWarning === undefined) process.emitWarning(message, 'PincerWarning');
    else this.#onWarning(message);
  }
}
