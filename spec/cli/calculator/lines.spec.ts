import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { describe, expect, test } from '@jest/globals';

import { completed } from '#lib/cli/calculator/completion.js';
import { calculatorCommands } from '#lib/cli/calculator/commands.js';

import { projectFolder } from '#spec/support/child.js';
import { blocksOf } from '#spec/support/documents.js';

import { pincer } from '../console.js';
import type { Outcome } from '../console.js';

const calculate = (lines: readonly string[], ...flags: string[]): Promise<Outcome> =>
  pincer(['--workers', '0', ...flags], {
    stdin: Readable.from(lines.map((line) => `${line}\n`)),
  });

describe('the calculator without a terminal', () => {
  test('answers each line with one, in one conversation', async () => {
    const lines = ['x = 1/3', '# a comment', '', 'x = x + ans', 'out1 * 3', ':digits 3', 'sqrt(2)'];
    const { exitCode, out, err } = await calculate(lines, '--digits', '5');
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toBe('0.33333\n0.66667\n1.0000\n1.41\n');
  });

  test('goes on after a line that fails, with a caret at the place, and ends with its code', async () => {
    const { exitCode, out, err } = await calculate(
      ['1 + 1', '2 + foo', '1/0', 'ans'],
      '--digits',
      '1',
    );
    expect([exitCode, out]).toEqual([2, '2\n2\n']);
    expect(err).toContain('unknown name foo');
    expect(err).toContain('\n  2 + foo\n      ^\n');
    expect(err).toContain('\n  1/0\n   ^\n');
    expect((await calculate(['1/0', '2 +'])).exitCode).toBe(1);
  });

  test('an answer may be used and not assigned', async () => {
    const { exitCode, out, err } = await calculate([
      'ans',
      'out1',
      '5',
      'ans = 3',
      'out1 = 3',
      'ans',
    ]);
    expect(exitCode).toBe(2);
    expect(out).toMatch(/^5\.0+\n5\.0+\n$/);
    expect(err).toContain('unknown name ans');
    expect(err).toContain('ans is an answer and cannot be assigned');
  });

  test(':plot draws how the last answer was computed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pincer-plot-'));
    const file = join(folder, 'a picture.svg');
    const lines = [':plot x.svg', 'exp(sqrt(2))', `:plot ${file}`, ':plot', '1/2', ':plot x.svg'];
    const { out, err } = await calculate(lines, '--digits', '30');
    expect(out.split('\n')).toHaveLength(3);
    expect(err.split('\n')).toEqual([
      'pincer: :plot is about the last answer; there is none',
      `pincer: drawn into ${file}`,
      'pincer: :plot takes the name of a file',
      'pincer: :plot: there is nothing to draw: no step was needed, or it has too many values',
      '',
    ]);
    expect(readFileSync(file, 'utf8')).toContain('exp#');
    rmSync(folder, { recursive: true });
  });

  test(':more goes on from the last answer and computes nothing again', async () => {
    const lines = ['exp(sin(sqrt(2)))', ':more', 'out1', ':digits 4000', 'out1'];
    const { records } = await calculate(lines, '--digits', '2000', '--json');
    expect(records.map(({ digits }) => digits?.length)).toEqual([2001, 4001, 2001, 4001]);
    const steps = records.map((record) => record.steps);
    expect(steps[0]).toBeGreaterThan(0);
    expect(steps.slice(2)).toEqual([0, 0]);
    const fresh = await calculate(['exp(sin(sqrt(2)))'], '--digits', '4000', '--json');
    expect(records[1]!.digits).toBe(fresh.records[0]!.digits);
    expect(steps[1]).toBeLessThan(fresh.records[0]!.steps);
  });

  test(':explain says where the width of the last answer comes from', async () => {
    const { out } = await calculate(['exp(sin(sqrt(2)))', ':explain', '1/3', ':explain']);
    expect(out).toContain('limited by');
    expect(out).toMatch(/\nno step was needed: it is exact\n$/);
  });

  test('commands say what they take, and fail alone', async () => {
    const bad = [':digts 5', ':digits', ':digits x', ':quit now', ':more', ':explain'];
    const { exitCode, out, err } = await calculate(
      [...bad, ':help', '1', ':quit', '2'],
      '--digits',
      '1',
    );
    expect(exitCode).toBe(2);
    expect(err).toContain('unknown command :digts; did you mean :digits?');
    expect(err).toContain(':digits takes a plain integer from 1 to 100,000,000, got nothing');
    expect(err).toContain(':quit takes no value');
    expect(err).toContain(':more is about the last answer; there is none');
    for (const name of calculatorCommands.keys()) expect(out).toContain(`\n  ${name}`);
    expect(out.endsWith('\n1\n')).toBe(true);
  });

  test('answers as the README shows it', async () => {
    const readme = readFileSync(join(projectFolder, 'README.md'), 'utf8');
    const block = blocksOf(readme)
      .find(({ text }) => text.startsWith('> '))!
      .text.split('\n');
    const typed = block.filter((line) => line.startsWith('> ')).map((line) => line.slice(2));
    const shown = block
      .filter((line) => !line.startsWith('> '))
      .map((line) => line.replace(/^out\d+ = /, ''));
    expect(typed.length).toBeGreaterThan(2);
    expect((await calculate(typed)).out.trimEnd().split('\n')).toEqual(shown);
  });

  test('escapes control characters in what it repeats', async () => {
    const { err } = await calculate(['2 + \u001b[31m', ':\u001b]0;x\u0007', '\u202e1']);
    expect(err).toContain('\\u001b');
    expect(err).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
  });
});

describe('completion of names', () => {
  test('knows the language, what has been assigned, and commands at the beginning', () => {
    expect(completed('2 + sq', [])).toEqual([['sqrt('], 'sq']);
    expect(completed('x = si', ['side'])).toEqual([['side', 'sign(', 'sin(', 'sinh('], 'si']);
    expect(completed(':d', [])).toEqual([[':decimals', ':digits'], ':d']);
    expect(completed('2 + ', ['x'])).toEqual([[], '']);
    expect(completed('zzz', ['x'])).toEqual([[], 'zzz']);
  });
});
