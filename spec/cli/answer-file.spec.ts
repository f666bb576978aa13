import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { pincer } from './console.js';
import type { Outcome } from './console.js';

const main = fileURLToPath(new URL('../../node/cli/main.js', import.meta.url));

const lines = [
  '{"expr":"sqrt(2)","digits":300}',
  '{"id":"narrower","expr":"sqrt(2)","digits":5}',
  'nonsense',
  '',
  '{"compare":["sqrt(2)*sqrt(3)","sqrt(6)"]}',
  '{"expr":"exp(sin(1))","eps":"1e-40"}',
  '{"expr":"sqrt(-1)"}',
  '{"expr":"exp(sin(1))","digits":20}',
  '{"compare":["sin(2)","2*sin(1)*cos(1)"],"separationBits":200}',
  '{"expr":"[1, 2] + sqrt(2)","digits":3}',
];

describe('batch --out', () => {
  let folder: string;
  /** What a run without an interruption leaves, in order. */
  let whole: Buffer;
  const file = (): string => join(folder, 'answers.jsonl');

  const batch = (some: readonly string[], ...flags: string[]): Promise<Outcome> =>
    pincer(['batch', '--workers', '0', ...flags], {
      stdin: Readable.from(some.map((line) => `${line}\n`)),
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pincer-answers-'));
    whole = Buffer.from((await batch(lines, '--reproducible')).out);
  });

  afterAll(() => rm(folder, { recursive: true }));

  test('writes the reproducible answers in order, without what differs between runs', async () => {
    const { exitCode, out, err } = await batch(lines, '--out', file());
    expect([exitCode, out, err]).toEqual([0, '', '']);
    expect(await readFile(file())).toEqual(whole);
    const answers = whole.toString().trimEnd().split('\n');
    expect(answers).toHaveLength(lines.length - 1);
    for (const answer of answers) {
      expect(answer).toMatch(/^\{"question":"[0-9a-f]{16}","id":/);
      expect(answer).not.toMatch(/"(steps|stale|elapsedMs)":/);
    }
    // Once it is whole, nothing is left to do; what failed still counts.
    expect(await batch(lines, '--out', file(), '--strict')).toMatchObject({ exitCode: 1, out: '' });
    expect(await readFile(file())).toEqual(whole);
  });

  test('goes on from wherever it was cut off, to the same bytes', async () => {
    const line = whole.indexOf(10) + 1;
    const cuts = [
      0,
      1,
      20,
      line - 1,
      line,
      line + 1,
      line + 40,
      whole.length >> 1,
      whole.length - 1,
    ];
    for (const cut of cuts) {
      await writeFile(file(), whole.subarray(0, cut));
      expect(await batch(lines, '--out', file())).toMatchObject({ exitCode: 0, err: '' });
      expect(await readFile(file())).toEqual(whole);
    }
  });

  test('refuses the answers of another input, of other flags, and what is no answer, and leaves them alone', async () => {
    const refused = async (
      text: Buffer | string,
      some: readonly string[],
      ...flags: string[]
    ): Promise<string> => {
      await writeFile(file(), text);
      const { exitCode, err } = await batch(some, '--out', file(), ...flags);
      expect(exitCode).toBe(2);
      expect(await readFile(file())).toEqual(Buffer.from(text));
      return err;
    };
    expect(await refused(whole, lines.slice(1))).toContain('its line 1 does not answer line 1');
    expect(await refused(whole, lines.with(7, '{"expr":"1"}'))).toContain(
      'its line 7 does not answer line 8',
    );
    // The number of a line is its place in the input, blank lines included.
    expect(await refused(whole, lines.filter(Boolean))).toContain(
      'its line 4 does not answer line 4',
    );
    expect(await refused(whole, lines.slice(0, 5))).toContain(
      'more answers than this input has lines',
    );
    expect(await refused(whole, lines, '--digits', '7')).toContain('other flags');
    expect(await refused('my notes', lines)).toContain('another input');
    expect(await refused('my notes\n', lines)).toContain('another input');
    expect(await refused('{"question":"0123', lines)).toContain('another input');
    expect((await batch(lines, '--out', folder)).err).toContain('cannot keep the answers in');
  });

  test('killed in the middle, and asked again, ends with the bytes of a run that was not killed', async () => {
    const path = join(folder, 'killed.jsonl');
    await writeFile(path, '');
    const child = spawn(process.execPath, [main, 'batch', '--workers', '0', '--out', path], {
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    const written = new Promise<void>((resolve) => {
      const watcher = watch(path, () => {
        watcher.close();
        resolve();
      });
    });
    // The last line would take minutes.
    child.stdin.write([...lines, '{"expr":"exp(sin(2))","digits":5000000}', ''].join('\n'));
    await written;
    child.kill('SIGKILL');
    await once(child, 'close');
    const left = await readFile(path);
    expect(left.length).toBeGreaterThan(0);
    expect(whole.subarray(0, left.length)).toEqual(left);
    expect(await batch(lines, '--out', path)).toMatchObject({ exitCode: 0 });
    expect(await readFile(path)).toEqual(whole);
  });

  test('interrupted, writes no line that it has not finished', async () => {
    const path = join(folder, 'interrupted.jsonl');
    const controller = new AbortController();
    const endless = '{"expr":"exp(sin(2))","digits":100000000}';
    const stdin = Readable.from([`${lines[0]!}\n${endless}\n${lines[1]!}\n`]);
    await writeFile(path, '');
    const watcher = watch(path, () => {
      controller.abort();
    });
    const argv = ['batch', '--workers', '2', '--out', path];
    const { exitCode } = await pincer(argv, { stdin, signal: controller.signal });
    watcher.close();
    expect(exitCode).toBe(130);
    expect(await readFile(path, 'utf8')).toBe(whole.toString().slice(0, whole.indexOf(10) + 1));
  });
});
