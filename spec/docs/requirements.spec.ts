import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projectFolder } from '#spec/support/child.js';
import { titlesOf } from '#spec/support/titles.js';

/** `prefix-01` to `prefix-<last>`. */
function numbered(prefix: string, last: number): string[] {
  return Array.from({ length: last }, (_, i) => `${prefix}-${String(i + 1).padStart(2, '0')}`);
}

const ids = [
  ...numbered('S0', 37),
  ...numbered('S1', 5),
  ...['A', 'B', 'C', 'D', 'E', 'F'].map((letter) => `S1-${letter}`),
  ...numbered('S2', 47),
  ...numbered('S3', 60),
  ...numbered('S4', 38),
];

const table = readFileSync(join(projectFolder, 'spec/requirements.md'), 'utf8');

const rows = [...table.matchAll(/^\| (S.*) \|$/gm)].map(([, row = '']) => {
  const [id = '', asks = '', files = '', titles = '', ...rest] = row.split(' | ');
  return { id, asks, files: files.split('<br>'), titles: titles.split('<br>'), rest };
});

/** The titles of a spec file by its path, read once. */
const known = new Map<string, readonly string[]>();

/** What is wrong with naming this spec, or nothing. */
function complaint(file: string, title: string): string | undefined {
  if (file === 'open' && title === 'open') return undefined;
  const path = join(projectFolder, file);
  // Laws are spec suites that several spec files run over what they test.
  if (!/^spec\/.*(\.spec|-laws)\.ts$/.test(file) || !existsSync(path))
    return `no such spec file: ${file}`;
  const titles = known.get(file) ?? titlesOf(file, readFileSync(path, 'utf8'));
  known.set(file, titles);
  const found = titles.some((full) => full === title || full.endsWith(` > ${title}`));
  return found ? undefined : `no such spec in ${file}: ${title}`;
}

describe('the table of requirements', () => {
  it('has every id exactly once', () => {
    expect(rows.map(({ id }) => id).sort()).toEqual(ids.sort());
  });

  it('has four full columns in every row', () => {
    const broken = rows.filter(
      ({ asks, files, titles, rest }) =>
        asks === '' || files.length !== titles.length || rest.length > 0,
    );
    expect(broken).toEqual([]);
  });

  it('names only specs that exist', () => {
    const complaints = rows.flatMap(({ id, files, titles }) =>
      files.map((file, i) => [id, complaint(file, titles[i] ?? '')]),
    );
    expect(complaints.filter(([, text]) => text !== undefined)).toEqual([]);
  });

  it('would notice a spec that is missing, skipped or only planned', () => {
    const file = 'spec/docs/requirements.spec.ts';
    expect(complaint(file, 'the table of requirements > names only specs that exist')).toBe(
      undefined,
    );
    expect(complaint(file, 'names only specs that exist')).toBe(undefined);
    expect(complaint(file, 'only specs that exist')).toBe(
      `no such spec in ${file}: only specs that exist`,
    );
    expect(complaint('spec/docs/none.spec.ts', 'a')).toBe(
      'no such spec file: spec/docs/none.spec.ts',
    );
    const text = `
      describe('a', () => { it('b', f); it.skip('c', f); it.todo('d'); test.each([1])('e %i', f); });
      describe.each([1])('f', () => { describe('g', () => { it('h', f); }); });
      describe.skip('i', () => { it('j', f); });
      it('k', f);
    `;
    expect(titlesOf('a.spec.ts', text)).toEqual(['a > b', 'a > e %i', 'f > g > h', 'k']);
  });
});
