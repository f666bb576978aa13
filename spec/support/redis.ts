/** A Redis of a spec's own: a redis-server on a Unix socket in a folder of its own, without a port and without a log. */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** Whether there is a redis-server on this machine. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

export class RedisServer {
  readonly folder = mkdtempSync(join(tmpdir(), 'pincer-redis-'));
  readonly connection = `unix:${join(this.folder, 'socket')}`;
  readonly #more: readonly string[];
  readonly #user: object;
  #child: ChildProcess | undefined;

  /**
   * @param more - further arguments of the server.
   * @param user - whose connections `client` makes, where the server has users.
   */
  constructor(more: readonly string[] = [], user: object = {}) {
    this.#more = more;
    this.#user = user;
  }

  /** Starts the server; resolves when it answers. */
  async start(): Promise<this> {
    this.#child = spawn(
      'redis-server',
      [
        ...['--port', '0', '--unixsocket', join(this.folder, 'socket'), '--unixsocketperm', '700'],
        ...['--dir', this.folder, '--save', '', '--daemonize', 'no'],
        ...['--maxmemory-policy', 'noeviction', ...this.#more],
      ],
      { stdio: 'ignore' },
    );
    const redis = this.client();
    await redis.ping();
    redis.disconnect();
    return this;
  }

  /** A connection, which the spec ends. */
  client(): Redis {
    const redis = new Redis({
      ...this.#user,
      path: join(this.folder, 'socket'),
      maxRetriesPerRequest: null,
      retryStrategy: () => 10,
      disconnectTimeout: 200,
    });
    redis.on('error', () => undefined);
    return redis;
  }

  /** Ends the server at once. It may be started again. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  /** Lets the server answer nobody, as one does that has no time or no network. */
  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  /** Lets it go on with all that it has. */
  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
