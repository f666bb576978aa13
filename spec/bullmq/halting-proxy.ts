/** A way to a Redis which ends at a command: Redis carries that one out, and nothing that comes after it. */
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { RedisCommands } from './redis-commands.js';

export class HaltingProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #halt: () => void = () => undefined;
  /** Resolves when Redis has answered the command, after which it is sent nothing. */
  readonly halted = new Promise<void>((resolve) => (this.#halt = resolve));

  /** @param isLast - told the name and the arguments of each command, a character for each byte. */
  constructor(path: string, target: string, isLast: (words: readonly string[]) => boolean) {
    let hasHalted = false;
    this.#server = createServer((near) => {
      const far = connect(target);
      const commands = new RedisCommands();
      let isHaltedHere = false;
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket
          .on('error', () => undefined)
          .on('close', () => {
            near.destroy();
            far.destroy();
          });
      }
      near.on('data', (chunk) => {
        for (const { words, bytes } of commands.read(chunk)) {
          if (hasHalted) return;
          hasHalted = isHaltedHere = isLast(words);
          far.write(bytes);
        }
      });
      far.on('data', (chunk) => {
        if (isHaltedHere) this.#halt();
        else near.write(chunk);
      });
    }).listen(path);
  }

  async end(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
