import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projectFolder } from '#spec/support/child.js';

describe('the library', () => {
  it('never blocks a thread on a lock', () => {
    const sources = readdirSync(join(projectFolder, 'lib'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => [path, readFileSync(join(projectFolder, 'lib', path), 'utf8')] as const);
    expect(sources.length).toBeGreaterThan(100);
    const blocking = /Atomics\s*\.\s*wait\b|execSync|spawnSync/;
    expect(sources.filter(([, text]) => blocking.test(text)).map(([path]) => path)).toEqual([]);
  });
});
