/** What a command of a fleet is told of Redis and the key: what is wrong with it ends the command, and is said. */
import { getEventListeners } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { fleetCommand } from '#lib/cli/commands/fleet.js';
import { readArguments } from '#lib/cli/reading/arguments.js';
import { hasRedis, RedisServer } from '#spec/support/redis.js';
import { Page, pincer } from './console.js';

const folder = mkdtempSync(join(tmpdir(), 'pincer-address-'));
const file = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  chmodSync(path, 0o600);
  return path;
};
const key = file('key', 'k'.repeat(40));
const nowhere = ['--redis-file', 'unix:/nowhere', '--key-file', key];
const evaluating = ['eval', 'sqrt(2)', '--workers', '0'];

afterAll(() => rmSync(folder, { recursive: true }));

describe('a command of a fleet', () => {
  test.each([
    ['worker', ['worker']],
    ['fleet', ['fleet']],
    ['eval', evaluating],
    ['batch', ['batch']],
  ])(
    '%s refuses an address that cannot be read, and the name of a queue that is none',
    async (_, command) => {
      const address = file('address', 'redis://user:hunter2%secret@host:6379');
      const odd = await pincer([...command, '--redis-file', address, '--key-file', key]);
      expect(odd).toMatchObject({ exitCode: 2, err: expect.stringContaining('written as %25') });
      expect(odd.err).not.toContain('hunter2');
      const queue = await pincer([...command, ...nowhere, '--queue', 'a:b']);
      expect(queue).toMatchObject({
        exitCode: 2,
        err: expect.stringContaining('name of a queue is'),
      });
    },
  );

  test('takes the address of the environment, and refuses flags of a fleet without an address', async () => {
    const env = { PINCER_REDIS_URL: 'unix:/nowhere' };
    expect(await pincer([...evaluating, '--key-file', key], { env })).toMatchObject({
      exitCode: 2,
      err: expect.stringMatching(/cannot be used.*ENOENT/),
    });
    for (const flags of [['--key-file', key], ['--queue', 'q'], ['--insecure']])
      expect(await pincer([...evaluating, ...flags])).toMatchObject({
        exitCode: 2,
        err: expect.stringContaining('--redis-file F says where Redis is'),
      });
  });

  test('refuses a fleet for answers that are reproducible', async () => {
    expect(await pincer(['batch', '--reproducible', ...nowhere])).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('are not for --out and --reproducible'),
    });
  });
});

(hasRedis ? describe : describe.skip)('pincer fleet on a terminal (with redis-server)', () => {
  test('leaves no listener on its signal behind with each of its looks', async () => {
    await using redis = await new RedisServer().start();
    const interruption = new AbortController();
    const { signal } = interruption;
    const listeners: number[] = [];
    const stdout = new Page(true, (text) => {
      if (text.includes('workers')) listeners.push(getEventListeners(signal, 'abort').length);
      if (listeners.length === 2) interruption.abort();
    });
    const argv = ['fleet', '--redis-file', redis.connection, '--key-file', key];
    const settings = readArguments(argv);
    settings.operands.shift();
    const io = { stdin: process.stdin, stdout, stderr: new Page(), env: {}, argv, signal };
    expect(await fleetCommand(settings, io)).toBe(0);
    expect(listeners).toEqual([0, 0]);
  });
});
