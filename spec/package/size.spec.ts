import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projectFolder, run } from '#spec/support/child.js';
import { inProject } from '#spec/support/project.js';

const check = join(projectFolder, '.ci/size.js');

/** A package whose module holds so many random bytes, and loads another one later. */
const project = (bytes: number): Record<string, string> => {
  // Hashes hardly compress.
  const text = Array.from({ length: bytes / 32 }, (_, i) =>
    createHash('sha256').update(String(i)).digest('base64'),
  );
  return {
    'package.json': JSON.stringify({ name: 'pincer', type: 'module', exports: './index.js' }),
    'index.js': `export const sqrt = () => import('./later.js').then(() => '${text.join('')}');`,
    'later.js': "console.log('later');",
  };
};

const ended = (bytes: number) =>
  inProject(project(bytes), (cwd) => run(process.execPath, [check], { cwd }));

describe('the check of what a program for browsers loads', () => {
  it('is kept by the project, and the guide of embedding says what it finds', async () => {
    const { code, stdout, stderr } = await run(process.execPath, [check]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const guide = readFileSync(join(projectFolder, 'docs/embedding.md'), 'utf8');
    const kilobytes = Math.round(parseInt(stdout, 10) / 1000);
    expect(guide).toContain(`before the first digit is about ${String(kilobytes)} kB`);
  }, 60_000);

  it('counts what runs first apart from what is loaded later', async () => {
    const { code, stdout } = await ended(1000);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d{4} bytes \(at most \d+\), and \d{2} later: import \{ sqrt \}/);
  }, 60_000);

  it('refuses a program above its limit', async () => {
    const { code, stderr } = await ended(200_000);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^import \{ sqrt \}.* has \d{6} bytes, more than \d+\n$/);
  }, 60_000);
});
