/** The transport of the guide, over a server of NATS that the spec starts: the laws of contexts, digits, and a death. */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createSession, exp, sin, sqrt } from 'pincer';
import { contextLaws } from 'pincer/testing';
import { NatsContext } from '../../examples/nats/context.js';
import { leaseOf } from '#spec/execution/lease-of.js';
import { halving } from '#spec/execution/refiners/halving.js';
import { projectFolder, run } from '#spec/support/child.js';
import { blocksOf, promisedOutput } from '#spec/support/documents.js';

const hasNats = spawnSync('nats-server', ['--version']).status === 0;
const worker = join(projectFolder, 'build/examples/nats/worker.js');

(hasNats ? describe : describe.skip)('a transport over NATS (with nats-server)', () => {
  const children: ChildProcess[] = [];
  let servers = '';
  let connection: NatsConnection;
  const contexts: NatsContext[] = [];
  const open = (): NatsContext => {
    const context = new NatsContext(connection, 2);
    contexts.push(context);
    return context;
  };

  async function started(command: string, parameters: string[], says: RegExp): Promise<string> {
    const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(child);
    let text = '';
    return new Promise((resolve, reject) => {
      const take = (more: Buffer): void => {
        text += String(more);
        const found = says.exec(text)?.[1];
        if (found !== undefined) resolve(found);
      };
      child.stdout.on('data', take);
      child.stderr.on('data', take);
      child.once('exit', (code) =>
        reject(new Error(`${command} ended with ${String(code)}: ${text}`)),
      );
    });
  }
  const workerOf = async (): Promise<ChildProcess> => {
    await started(process.execPath, [worker, servers, '1'], /(ready)/);
    return children.at(-1)!;
  };
  const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<unknown> => {
    const gone = once(child, 'exit');
    child.kill(signal);
    return (await gone)[0];
  };

  beforeAll(async () => {
    const port = await started(
      'nats-server',
      ['-a', '127.0.0.1', '-p', '-1'],
      /client connections on \S*:(\d+)/,
    );
    servers = `nats://127.0.0.1:${port}`;
    connection = await connect({ servers });
  });
  afterAll(async () => {
    await Promise.all(contexts.map((context) => context.terminate('the spec is over')));
    await connection.close();
    for (const child of children) child.kill('SIGKILL');
  });

  it('loses its leases where no worker is there, at once', async () => {
    const context = open();
    const lease = { ...leaseOf(halving, { bits: 3 }), refiner: { name: 'pi', version: 1 } };
    expect(await context.execute({ ...lease, params: null, state: null }).settled).toEqual({
      kind: 'lost',
      reason: 'nats: no worker is there',
    });
  });

  it('keeps the laws of contexts', async () => {
    const child = await workerOf();
    for (const { name, property } of contextLaws(fc, () => Promise.resolve(open()))) {
      const { failed, errorInstance } = await fc.check(property, { numRuns: 1 });
      if (failed) throw new Error(`the law ${name}`, { cause: errorInstance });
    }
    expect(await end(child, 'SIGTERM')).toBe(0);
  });

  it('gives the digits that this thread gives, after the death of a worker too', async () => {
    const digits = { digits: 12_000 };
    const value = () => exp(sin(sqrt(2)));
    const wanted = (await value().refine(digits)).digits;
    const first = await workerOf();
    const context = open();
    await using session = createSession({ placement: context });
    const refinement = value().refine(digits, { session });
    while (context.stats().settled === 0)
      await context.whenAvailable().then(() => new Promise(setImmediate));
    await workerOf();
    await end(first, 'SIGKILL');
    const { status, digits: found } = await refinement;
    expect([status, found]).toEqual(['met', wanted]);
  });

  it('does what the guide says', async () => {
    const guide = readFileSync(join(projectFolder, 'docs/beyond-one-machine.md'), 'utf8');
    const mine = (text: string): string => text.replaceAll('nats://127.0.0.1:4222', servers);
    const [commands, program] = ['nats-server -a', 'new NatsContext'].map(
      (part) => blocksOf(guide).find(({ text }) => text.includes(part))!.text,
    );
    // The server is there. The other command is that of a worker.
    const [, ...parameters] = mine(commands!.split('\n')[1]!).split(' ');
    expect(parameters[0]).toBe('worker.js');
    await started(process.execPath, [worker, ...parameters.slice(1)], /(ready)/);
    const file = join(projectFolder, `build/examples/nats/guide-${String(process.pid)}.mjs`);
    writeFileSync(file, mine(program!));
    const { stdout, stderr, code } = await run(process.execPath, [file]);
    rmSync(file);
    expect([stdout.trim(), stderr, code]).toEqual([promisedOutput(program!).trim(), '', 0]);
    expect(await end(children.at(-1)!, 'SIGTERM')).toBe(0);
  });
});
