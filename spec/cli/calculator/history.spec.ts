import {
  appendFileSync,
  chmodSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, test } from '@jest/globals';

import { History, historyFile, MOST_LINES } from '#lib/cli/calculator/history.js';

const folder = mkdtempSync(join(tmpdir(), 'pincer-history-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A history that is to have nothing to report. */
function opened(file: string): History {
  return new History(file, (message) => {
    throw new Error(message);
  });
}

describe('the history', () => {
  test('lies at the place of XDG for state, unless another is named or it is switched off', () => {
    expect(historyFile({ HOME: '/h' })).toBe('/h/.local/state/pincer/history');
    expect(historyFile({ HOME: '/h', XDG_STATE_HOME: '/s' })).toBe('/s/pincer/history');
    expect(historyFile({ HOME: '/h', XDG_STATE_HOME: 'relative' })).toBe(
      '/h/.local/state/pincer/history',
    );
    expect(historyFile({ HOME: '/h', PINCER_HISTORY: '/f' })).toBe('/f');
    expect(historyFile({ HOME: '/h', PINCER_HISTORY: '' })).toBeNull();
    expect(historyFile({})).toBeUndefined();
  });

  test('is read by its owner alone, and written line by line', () => {
    const file = join(folder, 'a', 'b', 'history');
    const history = opened(file);
    for (const line of ['sqrt(2)', 'sqrt(2)', '  ', 'pi']) history.add(line);
    expect(readFileSync(file, 'utf8')).toBe('sqrt(2)\npi\n');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'a')).mode & 0o777).toBe(0o700);
    expect(opened(file).lines).toEqual(['sqrt(2)', 'pi']);
    // One that others could read is closed to them.
    chmodSync(file, 0o644);
    opened(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('is bounded, in lines and in what is read of a long file', () => {
    const file = join(folder, 'long');
    writeFileSync(file, 'x'.repeat(2 ** 23));
    appendFileSync(file, '\n1\n');
    expect(opened(file).lines).toEqual(['1']);
    expect(readFileSync(file, 'utf8')).toBe('1\n');
    const history = opened(file);
    for (let i = 2; i <= 3 * MOST_LINES; i++) history.add(String(i));
    history.add('1'.repeat(5000));
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(2 * MOST_LINES);
    expect(lines.at(-1)).toBe(String(3 * MOST_LINES));
    expect(opened(file).lines).toHaveLength(MOST_LINES);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('that cannot be kept is reported once', () => {
    const messages: string[] = [];
    const report = (message: string): void => void messages.push(message);
    for (const file of [join(folder, 'long', 'history'), folder, undefined]) {
      const history = new History(file, report);
      history.add('1');
      history.add('2');
      expect(history.lines).toEqual([]);
    }
    expect(messages).toHaveLength(3);
    for (const message of messages) expect(message).toMatch(/^no history is kept: /);
    new History(null, report).add('1');
    expect(messages).toHaveLength(3);
  });
});
