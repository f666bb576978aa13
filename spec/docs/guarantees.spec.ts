import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projectFolder } from '#spec/support/child.js';
import { titlesOf } from '#spec/support/titles.js';

const text = readFileSync(join(projectFolder, 'docs/guarantees.md'), 'utf8');

/** The specs that a section names. */
function namedIn(section: string): { file: string; title: string }[] {
  return [...section.matchAll(/^- `(spec\/\S+)`: (.+)$/gm)].map(([, file = '', title = '']) => ({
    file,
    title,
  }));
}

function exists({ file, title }: { file: string; title: string }): boolean {
  const path = join(projectFolder, file);
  return (
    existsSync(path) &&
    titlesOf(file, readFileSync(path, 'utf8')).some((full) => full.endsWith(` > ${title}`))
  );
}

describe('the page of guarantees', () => {
  it('names a spec for each of them', () => {
    const [, ...sections] = text.split(/^## /m);
    expect(sections.length).toBeGreaterThan(0);
    expect(sections.filter((section) => namedIn(section).length === 0)).toEqual([]);
  });

  it('names only specs that exist', () => {
    expect(namedIn(text).filter((named) => !exists(named))).toEqual([]);
    expect(exists({ file: 'spec/docs/guarantees.spec.ts', title: 'is not there' })).toBe(false);
  });
});
