/** The commands in what a client of Redis sends. Source: the protocol RESP, where a command is an array of strings. */

/** A command, and the bytes that it came as. */
export interface RedisCommand {
  /** Its name and arguments, a character for each byte. */
  readonly words: readonly string[];
  readonly bytes: Buffer;
}

export class RedisCommands {
  #rest = Buffer.alloc(0);

  /** Reads the next bytes. @returns the commands whose last bytes are among them. */
  read(chunk: Buffer): readonly RedisCommand[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const commands: RedisCommand[] = [];
    // Each turn takes one command.
    for (;;) {
      const command = firstOf(this.#rest);
      if (command === undefined) return commands;
      commands.push(command);
      this.#rest = this.#rest.subarray(command.bytes.length);
    }
  }
}

/** The first command, if all of it is there. */
function firstOf(bytes: Buffer): RedisCommand | undefined {
  let at = 0;
  /** The number of the next line; NaN where its end has not come. */
  const number = (): number => {
    const end = bytes.indexOf('\r\n', at);
    if (end < 0) return NaN;
    const line = bytes.toString('latin1', at + 1, end);
    at = end + 2;
    return Number(line);
  };
  const words: string[] = [];
  for (let left = number(); left > 0; left--) {
    const length = number();
    if (Number.isNaN(length) || at + length + 2 > bytes.length) return undefined;
    words.push(bytes.toString('latin1', at, at + length));
    at += length + 2;
  }
  return words.length === 0 ? undefined : { words, bytes: bytes.subarray(0, at) };
}
