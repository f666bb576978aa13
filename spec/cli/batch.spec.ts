import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';

import { describe, expect, test } from '@jest/globals';

import { pincer } from './console.js';
import type { Outcome } from './console.js';

const batch = (lines: readonly string[], ...flags: string[]): Promise<Outcome> =>
  pincer(['batch', '--workers', '0', ...flags], {
    stdin: Readable.from(lines.map((line) => `${line}\n`)),
  });

describe('pincer batch', () => {
  test('answers every line with one object, and names it by its id', async () => {
    const { exitCode, records, err } = await batch([
      '{"id":"a","expr":"sqrt(2)","digits":10}',
      '{"id":7,"expr":"1/4","eps":1}',
      '{"expr":"pi","decimals":3}',
    ]);
    expect(exitCode).toBe(0);
    expect(err).toBe('');
    const byId = new Map(records.map((record) => [record.id, record]));
    expect([...byId.keys()].sort()).toEqual([3, 7, 'a']);
    expect(byId.get('a')).toMatchObject({ status: 'met', digits: '1.414213562' });
    expect(byId.get(7)).toMatchObject({ status: 'met', exact: true, rational: '1/4' });
    expect(byId.get(3)).toMatchObject({ status: 'met', digits: '3.142', expr: 'pi' });
  });

  test('a bad line fails alone', async () => {
    const { exitCode, records } = await batch([
      '{"expr":"1+1","digits":3}',
      'nonsense',
      '',
      '{"expr":"sqrt(-1)"}',
      '{"expr":"sin("}',
      '{"expr":"pi","digits":0}',
      '{"expr":"e","digits":3}',
    ]);
    expect(exitCode).toBe(0);
    const outcomes = records
      .map(({ id, status, error }) => [id, status, error?.name] as const)
      .sort(([a], [b]) => Number(a) - Number(b));
    expect(outcomes).toEqual([
      // A line that is no JSON has no id: its number may be the id of another line.
      [null, 'error', 'UsageError'],
      [1, 'met', undefined],
      [4, 'error', 'DomainError'],
      [5, 'error', 'ExpressionSyntaxError'],
      [6, 'error', 'GoalError'],
      [7, 'met', undefined],
    ]);
    expect(records.find((record) => record.id === null)?.error?.message).toContain('line 2');
  });

  test('reports its progress where that is asked for, and on a terminal leaves nothing of it behind', async () => {
    const lines = ['{"expr":"sqrt(2)"}', '{"expr":"pi"}'];
    const told = await batch(lines, '--progress');
    expect(told.err).toBe('0 of 1 values read so far\n');
    expect(told.records).toHaveLength(2);
    expect((await batch(lines)).err).toBe('');
  });

  test('answers come in the order of the lines where that is asked for', async () => {
    const slow = '{"expr":"exp(sin(sqrt(2)))","digits":3000}';
    const lines = Array.from({ length: 12 }, (_, i) => (i % 4 === 0 ? slow : '{"expr":"1+1"}'));
    const { records } = await batch([...lines, 'nonsense', '{"expr":"3"}'], '--ordered');
    const numbers = lines.map((_, i) => i + 1);
    expect(records.map(({ id }) => id)).toEqual([...numbers, null, lines.length + 2]);
  });

  test('a strict batch exits with 1 unless every line was met or decided', async () => {
    const good = '{"expr":"1+1"}';
    const decided = '{"compare":["1","2"]}';
    expect((await batch([good, decided], '--strict')).exitCode).toBe(0);
    for (const bad of ['nonsense', '{"expr":"sqrt(-1)"}', '{"expr":"[1,2]"}'])
      expect((await batch([good, bad, decided], '--strict')).exitCode).toBe(1);
  });

  test('a value far from one is answered, and so are all lines beside it', async () => {
    const far = [
      { expr: '2^(10^9)', digits: 5 },
      { expr: '2^(10^9)', decimals: 5 },
      { expr: '2^(10^9)', bits: 10 },
      { expr: '2^(10^9)', eps: 1 },
      { expr: '2^(10^9)', rel: 1e-10 },
      { expr: '2^(-10^9)', digits: 5 },
      { expr: '3^(10^9)', eps: 1 },
      { expr: '2^(10^9)+1/3', decimals: 5 },
      { expr: '2^(5*10^9)' },
      { compare: ['2^(10^9)', '3^(10^9)'] },
    ];
    const near = { expr: 'exp(1)', digits: 3 };
    const lines = far.flatMap((line) => [line, near]).map((line) => JSON.stringify(line));
    for (const as of ['bounds', 'ball', 'ratios']) {
      const { exitCode, records, err } = await batch(lines, '--as', as);
      expect([exitCode, err]).toEqual([0, '']);
      const answers = [...records].sort((a, b) => Number(a.id) - Number(b.id));
      expect(answers.map(({ id }) => id)).toEqual(lines.map((_, i) => i + 1));
      for (const [i, { digits, lower }] of answers.entries()) {
        if (i % 2 === 1) expect(digits).toBe('2.72');
        else expect(lower).toMatch(/e[+-]\d{9,10}$/);
      }
      const outcomes = answers.filter((_, i) => i % 2 === 0);
      expect(outcomes.map(({ status, reason, error }) => reason ?? error?.name ?? status)).toEqual([
        'met',
        'limit',
        'limit',
        'limit',
        'met',
        'met',
        'limit',
        'limit',
        'LimitError',
        'met',
      ]);
    }
  });

  test('a line that cannot be read or echoed fails alone, whatever is in it', async () => {
    const nested = '['.repeat(200_000) + ']'.repeat(200_000);
    const { exitCode, records } = await batch([
      '{"id":1,"expr":"pi","digits":3}',
      `{"id":${nested},"expr":"pi"}`,
      `{"id":3,"expr":${nested}}`,
      `{"id":4,"expr":"pi","digits":${nested}}`,
      `{"id":5,"compare":["pi","e"],"within":${nested}}`,
      `{"id":6,"expr":"pi","timeoutMs":${nested}}`,
      '{"id":7,"expr":"pi","eps":null}',
      '{"id":8,"expr":"pi","maxSteps":1.5}',
      `{"id":9,"expr":${JSON.stringify('('.repeat(200_000))}}`,
      '{"id":10,"expr":"e","digits":3}',
    ]);
    expect(exitCode).toBe(0);
    const byId = new Map(records.map((record) => [record.id, record]));
    expect([...byId.keys()].sort((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 10 }, (_, i) => i + 1),
    );
    expect([byId.get(1)?.digits, byId.get(10)?.digits]).toEqual(['3.14', '2.72']);
    expect(byId.get(2)?.error?.message).toBe('the id of line 2 is nested too deeply');
    for (const id of [3, 4, 5, 6, 7, 9]) expect(byId.get(id)).toMatchObject({ status: 'error' });
  });

  test('names are local to their line', async () => {
    const { records } = await batch(['{"expr":"x = 1; x"}', '{"expr":"x"}', '{"expr":"x = 2; x"}']);
    const statuses = [...records].sort((a, b) => Number(a.id) - Number(b.id));
    expect(statuses.map((record) => record.status)).toEqual(['met', 'error', 'met']);
  });

  test('flags are the defaults of the lines', async () => {
    const { records } = await batch(
      ['{"id":1,"expr":"pi"}', '{"id":2,"expr":"pi","decimals":1}'],
      '--digits',
      '4',
    );
    expect(records.map((record) => record.digits).sort()).toEqual(['3.1', '3.142']);
  });

  test('answers comparisons', async () => {
    const { exitCode, records } = await batch([
      '{"id":1,"compare":["pi","22/7"]}',
      '{"id":2,"compare":["x=3; x^2","9"]}',
      '{"id":3,"compare":["sin(2)","2*sin(1)*cos(1)"],"within":"1e-30"}',
      '{"id":4,"compare":["1/0","1"]}',
      '{"id":5,"compare":["pi"]}',
    ]);
    expect(exitCode).toBe(0);
    const answers = [...records].sort((a, b) => Number(a.id) - Number(b.id));
    expect(answers.map(({ relation }) => relation)).toEqual(['<', '=', '~', '?', undefined]);
    expect(answers[0]).toMatchObject({ expr: null, compare: ['pi', '22/7'], status: 'met' });
    expect(answers[3]?.error).toMatchObject({ name: 'DivisionByZeroError', at: 1, text: '1/0' });
    expect(answers[4]?.error?.message).toContain('compare takes two texts');
  });

  test('prints every line as the flags say', async () => {
    const { records } = await batch(
      ['{"id":1,"expr":"pi"}', '{"id":2,"expr":"100*pi","eps":1}'],
      ...['--digits', '4', '--round', 'up', '--format', 'exponent', '--as', 'ball'],
    );
    const answers = [...records].sort((a, b) => Number(a.id) - Number(b.id));
    expect(answers[0]).toMatchObject({ digits: '3.142e+0' });
    expect(answers[1]?.midpoint).toMatch(/^3\.1\d*e\+2$/);
  });

  test('a line may run out of steps or time, and the batch is still answered', async () => {
    const { exitCode, records } = await batch([
      '{"id":1,"expr":"exp(pi)","digits":1000,"maxSteps":1}',
      '{"id":2,"expr":"exp(sin(pi+1))","digits":1000000,"timeoutMs":20}',
    ]);
    expect(exitCode).toBe(0);
    const reasons = new Map(records.map((record) => [record.id, record.reason]));
    expect(reasons.get(1)).toBe('budget');
    expect(reasons.get(2)).toBe('deadline');
  });

  test('answers hundreds of lines, each once', async () => {
    const lines = Array.from({ length: 300 }, (_, i) => JSON.stringify({ expr: `sqrt(${i})` }));
    const { records } = await batch(lines, '--digits', '20');
    expect(records.map((record) => Number(record.id)).sort((a, b) => a - b)).toEqual(
      lines.map((_, i) => i + 1),
    );
    expect(records.every((record) => record.status === 'met')).toBe(true);
  });

  test('an empty input has no answers', async () => {
    expect(await batch([])).toMatchObject({ exitCode: 0, out: '' });
  });

  test('reads a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pincer-'));
    try {
      const file = join(folder, 'questions.jsonl');
      await writeFile(file, '{"expr":"2^10"}');
      const { records } = await pincer(['batch', file, '--workers', '0']);
      expect(records[0]).toMatchObject({ id: 1, rational: '1024' });
      const unreadable = await pincer(['batch', folder]);
      expect(unreadable.exitCode).toBe(2);
      expect(unreadable.err).toContain('cannot read');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('a file that is not there is wrong usage', async () => {
    const { exitCode, err } = await pincer(['batch', 'no-such-file.jsonl']);
    expect(exitCode).toBe(2);
    expect(err).toContain('cannot read no-such-file.jsonl');
    expect((await pincer(['batch', 'a', 'b'])).exitCode).toBe(2);
  });

  test('interrupted it answers what was begun with the best bounds', async () => {
    const interruption = new AbortController();
    const endless = new PassThrough();
    endless.write('{"expr":"1"}\n{"expr":"exp(sin(pi+1))","digits":1000000}\n');
    const { exitCode, records } = await pincer(['batch', '--workers', '0'], {
      stdin: endless,
      signal: interruption.signal,
      onOutput: () => interruption.abort(),
    });
    expect(exitCode).toBe(130);
    expect(records).toHaveLength(2);
    expect(records[0]).toMatchObject({ id: 1, status: 'met' });
    expect(records[1]).toMatchObject({ id: 2, reason: 'aborted' });
    // Interrupted before its first step it has no bounds yet.
    expect(['partial', 'undecided']).toContain(records[1]?.status);
  });
});
