import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { pincer } from './console.js';

describe('pincer check', () => {
  test.each([
    [['sqrt(2) + pi']],
    [['x = 2; root(8, x + 1)']],
    [['1/0 + sqrt(-1) + 10^10^10']],
    [['x^n', 'x=[1, 2]', 'n=3']],
    [['root(x, n)', 'x=pi', 'n=3', '--parallel', '--workers', '4']],
  ])('finds nothing wrong in %j, without evaluating it', async (argv) => {
    expect(await pincer(['check', ...argv])).toEqual(
      expect.objectContaining({ exitCode: 0, out: 'ok\n', err: '' }),
    );
  });

  test('shows every mistake with a caret', async () => {
    const text = 'a = b; sqrt(c, foo(1)); pi = [2, 1]';
    const { exitCode, out, err } = await pincer(['check', text]);
    expect(exitCode).toBe(2);
    expect(out).toBe('');
    const carets = err.split('\n').flatMap((line) => (/^ *\^$/.test(line) ? line.length - 3 : []));
    expect(carets).toEqual([4, 7, 12, 15, 24, 29]);
    for (const message of ['unknown name b', 'sqrt takes 1 argument', 'is above the upper end'])
      expect(err).toContain(message);
  });

  test.each([
    ['sqrt(2', 'expected ) to close sqrt('],
    ['sqrt + 1', 'sqrt is a function'],
    ['pi(2)', 'pi is a constant'],
    ['root(2, 0.5)', 'exact integer'],
    ['[x, 2]', 'unknown name x'],
    ['', 'the expression is empty'],
  ])('refuses %j: %s', async (text, message) => {
    const { exitCode, err } = await pincer(['check', text]);
    expect(exitCode).toBe(2);
    expect(err).toContain(message);
  });

  test('with --explain says how the expression and its definitions are read', async () => {
    const argv = ['check', '2x² + |lg(x)|', 'x=30°', '--explain'];
    const lines = ['x = (30 * (pi / 180))', '((2 * (x ^ 2)) + abs(log10(x)))'];
    expect(await pincer(argv)).toMatchObject({
      exitCode: 0,
      out: `${lines.join('\n')}\n`,
      err: '',
    });
    const { out } = await pincer([...argv, '--json']);
    expect(JSON.parse(out)).toMatchObject({ ok: true, canonical: lines.join('\n') });
    expect(await pincer(['check', lines.join('\n'), '--explain'])).toMatchObject({
      out: `${lines.join('\n')}\n`,
    });
    const wrong = await pincer(['check', '1/2x', 'x=1', '--explain']);
    expect(wrong).toMatchObject({ exitCode: 2, out: '' });
    expect(wrong.err).toContain('two readings, (1/2)*x and 1/(2*x)');
  });

  test('tells a mistake in a definition once', async () => {
    const { exitCode, err } = await pincer(['check', 'x + y', 'x=2+', 'y=3']);
    expect(exitCode).toBe(2);
    expect(err).toBe('pincer: expected a value, found the end of the text\n  x=2+\n      ^\n');
  });

  test('reads a file of statements', async () => {
    const stdin = Readable.from(['x = 1\n', 'y = x +* 2\n']);
    const { exitCode, err } = await pincer(['check', '--file', '-'], { stdin });
    expect(exitCode).toBe(2);
    expect(err).toContain('(line 2)\n  y = x +* 2\n         ^');
  });

  describe('of several files', () => {
    let folder: string;
    const names = ['good.txt', 'bad.txt', 'later.txt'];
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'pincer-check-'));
      const texts = ['a = k + 1\nsqrt(a)', 'sqrt(k, 1)', '2k'];
      for (const [i, name] of names.entries()) await writeFile(join(folder, name), texts[i]!);
    });
    afterAll(async () => {
      await rm(folder, { recursive: true });
    });

    test.each([[[]], [['--parallel']], [['--workers', '2']]])(
      'answers for each in their order, with %j',
      async (flags) => {
        const [good, bad, later] = names.map((name) => join(folder, name));
        const argv = ['check', `@${good}`, `@${bad}`, `@${later}`, 'k=3', ...flags];
        const { exitCode, out, err } = await pincer(argv);
        expect([exitCode, out]).toEqual([2, `${good}: ok\n${later}: ok\n`]);
        expect(err).toBe(`pincer: ${bad}: sqrt takes 1 argument, got 2\n  sqrt(k, 1)\n  ^\n`);
        const { out: json } = await pincer([...argv, '--json', '--explain']);
        expect(
          json
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line) as unknown),
        ).toEqual([
          { file: good, ok: true, problems: [], canonical: 'k = 3\na = (k + 1)\nsqrt(a)' },
          { file: bad, ok: false, problems: [{ at: 0, message: expect.stringContaining('sqrt') }] },
          { file: later, ok: true, problems: [], canonical: 'k = 3\n(2 * k)' },
        ]);
      },
    );

    test.each([[[]], [['--parallel']]])('names one that cannot be read, with %j', async (flags) => {
      const [good, missing] = ['good.txt', 'missing.txt'].map((name) => join(folder, name));
      const { exitCode, out, err } = await pincer([
        'check',
        `@${good}`,
        `@${missing}`,
        'k=3',
        ...flags,
      ]);
      expect([exitCode, out]).toEqual([2, `${good}: ok\n`]);
      expect(err).toContain(`cannot read ${missing}: ENOENT`);
    });

    test('takes definitions alone beside them', async () => {
      const argv = [
        'check',
        `@${join(folder, 'good.txt')}`,
        `@${join(folder, 'bad.txt')}`,
        'sqrt(2)',
      ];
      const { exitCode, err } = await pincer(argv);
      expect(exitCode).toBe(2);
      expect(err).toContain('check takes files @F and definitions such as x=1.5, got sqrt(2)');
    });

    test('ends with 130 when it is interrupted', async () => {
      const argv = ['check', `@${join(folder, 'good.txt')}`, `@${join(folder, 'bad.txt')}`];
      for (const flags of [[], ['--parallel']])
        expect(await pincer([...argv, ...flags], { signal: AbortSignal.abort() })).toMatchObject({
          ...{ exitCode: 130, out: '', err: '' },
        });
    });
  });

  test('with --json answers on one line', async () => {
    const good = await pincer(['check', 'x = 1; x', '--json']);
    expect(JSON.parse(good.out)).toEqual({ expr: 'x = 1; x', ok: true, problems: [] });
    const bad = await pincer(['check', 'x + k', 'k=j', '--json']);
    expect(bad).toMatchObject({ exitCode: 2, err: '' });
    expect(JSON.parse(bad.out)).toEqual({
      expr: 'x + k',
      ok: false,
      problems: [
        { message: expect.stringContaining('unknown name j'), at: 2, text: 'k=j' },
        { message: expect.stringContaining('unknown name x'), at: 0 },
      ],
    });
  });
});
