import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, test } from '@jest/globals';
import { brokenMarkup } from '#spec/support/markup-rules.js';
import { brokenRules, eventsOfFile } from '#spec/support/trace-rules.js';
import { pincer } from './console.js';

const folder = mkdtempSync(join(tmpdir(), 'pincer-trace-'));
const file = join(folder, 'trace.json');
const main = fileURLToPath(new URL('../../node/cli/main.js', import.meta.url));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('--trace', () => {
  test.each([
    ['the calculator', [], 'x = exp(sqrt(2))\nsin(x)\n:digits 60\nln(7)\n'],
    ['eval', ['eval', 'sin(exp(sqrt(2)))', '--digits', '100'], ''],
    ['compare', ['compare', 'sqrt(2)*sqrt(3)', 'sqrt(6)+1e-40'], ''],
    ['batch', ['batch'], '{"expr": "exp(sqrt(2))", "digits": 100}\n{"expr": "ln(7)"}\n'],
  ])('writes what %s does, and changes no answer', async (_command, words, input) => {
    const argv = [...words, '--workers', '0'];
    const stdin = (): Readable => Readable.from([input]);
    const plain = await pincer(argv, { stdin: stdin() });
    const traced = await pincer([...argv, '--trace', file], { stdin: stdin() });
    const withoutTime = (text: string): string => text.replace(/"elapsedMs":[\d.e-]+/g, '');
    expect(withoutTime(traced.out).split('\n').sort()).toEqual(
      withoutTime(plain.out).split('\n').sort(),
    );
    expect([traced.exitCode, traced.err]).toEqual([0, '']);
    const events = JSON.parse(readFileSync(file, 'utf8')) as ReturnType<typeof eventsOfFile>;
    expect(brokenRules(events)).toEqual([]);
    expect(events.some(({ ph }) => ph === 'X')).toBe(true);
  });

  test('refuses a file that it cannot write to', async () => {
    const { exitCode, err } = await pincer(['eval', 'pi', '--trace', join(folder, 'no', 'file')]);
    expect(exitCode).toBe(2);
    expect(err).toMatch(/^pincer: cannot write .*ENOENT/);
  });

  test('leaves a file that opens when the program is killed', async () => {
    const flags = ['--digits', '3000000', '--workers', '0', '--progress', '--trace', file];
    const child = spawn(process.execPath, [main, 'eval', 'sin(exp(sqrt(2)))', ...flags]);
    // Events wait for others that come at least 20 ms later, and progress is told once a second: by the first line, the file
    // may hold no more than the first events.
    do await once(child.stderr, 'data');
    while (eventsOfFile(readFileSync(file, 'utf8')).length <= 2);
    child.kill('SIGKILL');
    await once(child, 'close');
    const text = readFileSync(file, 'utf8');
    expect(text.trimEnd().endsWith(']')).toBe(false);
    const events = eventsOfFile(text);
    expect(brokenRules(events).filter((rule) => !rule.startsWith('arrives'))).toEqual([]);
    expect(events.length).toBeGreaterThan(2);
  });
});

describe('--plot and --report', () => {
  test('draw and explain how a value was computed, and change no answer', async () => {
    const [svg, html] = [join(folder, 'picture.svg'), join(folder, 'report.html')];
    const flags = ['eval', 'sin(exp(sqrt(2)))', '--digits', '100', '--workers', '0'];
    const plain = await pincer(flags);
    const drawn = await pincer([...flags, '--plot', svg, '--report', html]);
    expect([drawn.exitCode, drawn.out, drawn.err]).toEqual([0, plain.out, '']);
    const picture = readFileSync(svg, 'utf8');
    expect(brokenMarkup(picture)).toEqual([]);
    for (const title of ['Digits proven', 'Schedule', 'Bits computed', 'The graph'])
      expect(picture).toContain(title);
    const page = readFileSync(html, 'utf8');
    expect(page).toContain('<h1>How sin(exp(sqrt(2))) was computed</h1>');
    expect(page).toContain(plain.out.trim());
    expect(page).not.toContain(folder);
  });

  test('leave no empty file where there was nothing to compute', async () => {
    const path = join(folder, 'nothing.svg');
    const { exitCode, out, err } = await pincer(['eval', '1/4', '--digits', '2', '--plot', path]);
    expect([exitCode, out]).toEqual([0, '0.25\n']);
    expect(err).toBe(
      'pincer: there is nothing to draw: no step was needed, or it has too many values\n',
    );
    expect(existsSync(path)).toBe(false);
    const refused = await pincer(['eval', 'pi', '--report', join(folder, 'no', 'file')]);
    expect([refused.exitCode, refused.out]).toEqual([2, '']);
    expect(refused.err).toMatch(/^pincer: cannot write .*ENOENT/);
  });
});
