/** A way to a Redis that may lose the answer of a command: the server has done it, and nobody hears of it. */
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';

export class CuttingProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** How many answers were cut. */
  cuts = 0;

  /**
   * Cuts every connection on which an answer comes that is to be lost.
   * @param isLost - told the last command of the connection and the bytes of the answer.
   */
  constructor(path: string, target: string, isLost: (command: string, answer: string) => boolean) {
    this.#server = createServer((near) => {
      const far = connect(target);
      let command = '';
      const pair = [near, far];
      const end = (): void => {
        for (const socket of pair) {
          this.#sockets.delete(socket);
          socket.destroy();
        }
      };
      for (const socket of pair) {
        this.#sockets.add(socket);
        socket.on('close', end).on('error', end);
      }
      near.on('data', (chunk) => {
        command = chunk.toString('latin1');
        far.write(chunk);
      });
      far.on('data', (chunk) => {
        if (!isLost(command, chunk.toString('latin1'))) near.write(chunk);
        else {
          this.cuts++;
          end();
        }
      });
    }).listen(path);
  }

  async end(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
