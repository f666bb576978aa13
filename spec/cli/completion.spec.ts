import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, test } from '@jest/globals';

import { flags } from '#lib/cli/reading/flags.js';

import { pincer } from './console.js';

const folder = mkdtempSync(join(tmpdir(), 'pincer-completion-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What bash completes after these words, the last of which is being typed. */
function completedByBash(script: string, ...words: readonly string[]): readonly string[] {
  const program = `${script}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _pincer\nprintf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', program, 'bash', ...words], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout.split('\n').filter(Boolean);
}

describe('pincer completion', () => {
  test.each(['bash', 'zsh', 'fish'])(
    'prints a script for %s that has every flag',
    async (shell) => {
      const { exitCode, out } = await pincer(['completion', shell]);
      expect(exitCode).toBe(0);
      for (const { name } of flags)
        expect(out).toMatch(RegExp(shell === 'fish' ? ` -l ${name.slice(2)} ` : `${name}\\b`));
      // Where the shell is at hand, it has to read its script.
      const script = join(folder, shell);
      writeFileSync(script, out);
      const { error, status, stderr } = spawnSync(shell, ['-n', script], { encoding: 'utf8' });
      if (error === undefined) expect([status, stderr]).toEqual([0, '']);
    },
  );

  test('in bash completes commands, the flags of a command, words of a flag and files', async () => {
    const { out } = await pincer(['completion', 'bash']);
    const after = (...words: string[]): readonly string[] =>
      completedByBash(out, 'pincer', ...words);
    expect(after('ev')).toEqual(['eval']);
    expect(after('--no-h')).toEqual(['--no-history']);
    expect(after('eval', '--no-h')).toEqual([]);
    expect(after('batch', '--o')).toEqual(['--ordered', '--out']);
    expect(after('eval', '--round', '')).toEqual(['nearest', 'half-away', 'down', 'up', 'zero']);
    expect(after('--digits', '5', 'compare', '--wi')).toEqual(['--within']);
    expect(after('completion', '')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
    expect(after('eval', '--file', 'package.j')).toEqual(['package.json']);
    expect(after('eval', '--digits', '')).toEqual([]);
    expect(after('refine', '--pl')).toEqual(['--plot']);
    expect(after('typ')).toEqual(['typecheck']);
  });
});
