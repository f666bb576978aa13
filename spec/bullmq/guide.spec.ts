/** The guide to fleets: its commands and its program run as they stand, in a folder of their own; its files are what it says. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { exp, sin, sqrt } from 'pincer';
import { parse } from 'yaml';
import { projectFolder, run } from '#spec/support/child.js';
import { blocksOf, promisedOutput } from '#spec/support/documents.js';
import { hasRedis } from '#spec/support/redis.js';

const textOf = (name: string): string => readFileSync(join(projectFolder, name), 'utf8');
const blocks = blocksOf(textOf('docs/beyond-one-machine.md'));
/** Within the project, so that the program imports the package by its own name. */
const folder = join(projectFolder, `temp/fleet-${String(process.pid)}`);

/** What of a compose file is looked at. */
interface Compose {
  readonly services: Readonly<
    Record<
      string,
      { readonly image?: string; readonly command: string; readonly secrets: readonly string[] }
    >
  >;
  readonly secrets: Readonly<Record<string, unknown>>;
}

(hasRedis ? describe : describe.skip)('the guide to fleets (with redis-server)', () => {
  const children: ChildProcess[] = [];

  beforeAll(() => {
    mkdirSync(folder, { recursive: true });
    const main = join(projectFolder, 'build/lib/cli/main.js');
    writeFileSync(join(folder, 'pincer'), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`);
    chmodSync(join(folder, 'pincer'), 0o700);
  });
  afterAll(async () => {
    await Promise.all(children.map((child) => ended(child, 'SIGKILL')));
    rmSync(folder, { recursive: true });
  });

  /** A line as a shell in the folder of the fleet reads it. */
  function shell(line: string): ChildProcess {
    const child = spawn('sh', ['-c', line], {
      ...{ cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
      env: { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH']!}` },
    });
    children.push(child);
    return child;
  }

  it('has commands and a program that do what it says, line by line', async () => {
    const [key, server, worker, evaluation] = blocks[0]!.text.split('\n') as [
      string,
      string,
      string,
      string,
    ];
    expect(await written(shell(key))).toEqual(['', 0]);
    // A server and a worker go on until they are ended, each in a terminal of its own.
    shell(`exec ${server}`);
    const redis = new Redis({ path: join(folder, 'redis.sock'), retryStrategy: () => 10 });
    redis.on('error', () => undefined);
    await redis.ping();
    redis.disconnect();
    const taking = shell(`exec ${worker}`);
    let said = '';
    taking.stderr!.setEncoding('utf8').on('data', (text: string) => (said += text));
    await once(taking.stderr!, 'data');
    const asked = '--digits 200000';
    expect(evaluation).toContain(asked);
    const { digits } = await exp(sin(sqrt(2))).refine({ digits: 5000 });
    expect(await written(shell(evaluation.replace(asked, '--digits 5000')))).toEqual([digits, 0]);
    const [shown, code] = await written(shell(blocks[1]!.text));
    expect([shown.split(',')[0], code]).toEqual(['1 workers', 0]);
    const program = blocks.find(({ language }) => language === 'js')!.text;
    // Within build/, the name of the package stands for the compiled modules.
    const file = join(projectFolder, `build/fleet-${String(process.pid)}.mjs`);
    writeFileSync(file, program);
    const { stdout, stderr, code: exit } = await run(process.execPath, [file], { cwd: folder });
    rmSync(file);
    expect([stdout.trim(), stderr, exit]).toEqual([promisedOutput(program).trim(), '', 0]);
    expect(await ended(taking, 'SIGTERM')).toEqual([0, null]);
    expect(said).toMatch(/[1-9]\d* leases were answered/);
  });
});

/** What a command writes, and its exit code. */
async function written(child: ChildProcess): Promise<[string, unknown]> {
  let text = '';
  child.stdout!.setEncoding('utf8').on('data', (part: string) => (text += part));
  const [code] = (await once(child, 'close')) as unknown[];
  return [text.trim(), code];
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<unknown> {
  if (child.exitCode !== null || child.signalCode !== null) return undefined;
  const gone = once(child, 'exit');
  child.kill(signal);
  return gone;
}

describe('the files of the guide to fleets', () => {
  it('open no port, keep a log, forget nothing, and take their secrets as such', () => {
    const { services, secrets } = parse(textOf('examples/fleet/compose.yaml')) as Compose;
    const { redis, worker } = services;
    for (const service of Object.values(services)) {
      expect(service).not.toHaveProperty('ports');
      expect(service).not.toHaveProperty('network_mode');
    }
    expect(redis!.image).toMatch(/^(valkey\/valkey:8|redis:7\.2)$/);
    const flags = redis!.command as unknown as readonly string[];
    const flag = (name: string): unknown => flags[flags.indexOf(name) + 1];
    expect(flag('--appendonly')).toBe('yes');
    expect(flag('--maxmemory-policy')).toBe('noeviction');
    expect(flag('--aclfile')).toBe('/run/secrets/users');
    expect(redis!.secrets).toEqual(['users']);
    expect(worker!.command).toContain('--key-file /run/secrets/key');
    expect(worker!.secrets).toEqual(['worker-address', 'key']);
    for (const { secrets: used } of Object.values(services))
      for (const secret of used)
        expect(secrets[secret]).toEqual({ file: expect.stringMatching(/^\.\//) });
  });
});
