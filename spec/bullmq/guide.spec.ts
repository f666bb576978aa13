/** The guide to fleets: its commands and its program run with a Redis of the spec's own, and its files are what it says. */
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { projectFolder, run } from '#spec/support/child.js';
import { blocksOf, promisedOutput } from '#spec/support/documents.js';
import { hasRedis, RedisServer } from '#spec/support/redis.js';

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
  const redis = new RedisServer();

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'pincer.key'), 'k'.repeat(64));
    chmodSync(join(folder, 'pincer.key'), 0o600);
    await redis.start();
  });
  afterAll(async () => {
    await redis[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  it('has commands and a program that do what it says', async () => {
    const here = (text: string): string => text.replaceAll('unix:redis.sock', redis.connection);
    const commands = here(blocks[0]!.text).split('\n');
    const worker = commands.find((line) => line.startsWith('pincer worker'))!;
    const main = join(projectFolder, 'build/lib/cli/main.js');
    const child = spawn(process.execPath, [main, ...worker.split(' ').slice(1)], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await once(child.stderr, 'data');
    const program = blocks.find(({ language }) => language === 'js')!.text;
    // Within build/, the name of the package stands for the compiled modules.
    const file = join(projectFolder, `build/fleet-${String(process.pid)}.mjs`);
    writeFileSync(
      file,
      here(program)
        .replace('await using fleet', 'const fleet')
        .replace('await using session', 'const session')
        .concat('\nawait session.close();\nawait fleet.terminate("done");\n'),
    );
    const { stdout, stderr, code } = await run(process.execPath, [file], { cwd: folder });
    rmSync(file);
    expect([stdout.trim(), stderr, code]).toEqual([promisedOutput(program).trim(), '', 0]);
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await gone).toEqual([0, null]);
  });
});

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
