import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projectFolder } from '#spec/support/child.js';
import { blocksOf } from '#spec/support/documents.js';

const textOf = (name: string): string => readFileSync(join(projectFolder, name), 'utf8');

/** The files and folders that a document names, in code or as the targets of links. */
function pathsIn(markdown: string): string[] {
  const named = [...markdown.matchAll(/`([\w.-]*[/\w.-]*)`/g)].map(([, path = '']) => path);
  const linked = [...markdown.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, path = '']) => path);
  const isPath = (path: string): boolean =>
    (/\/|\.(ts|md|cjs)$/.test(path) || linked.includes(path)) && !/^(pincer|https?:)/.test(path);
  return [...new Set([...named, ...linked])].filter(isPath);
}

/** The cells of the table whose first column has this title. */
function rowsOf(markdown: string, title: string): string[][] {
  const lines = markdown.split('\n');
  const tables = lines.flatMap((line, i) =>
    new RegExp(String.raw`^\| ${title} +\|`).test(line) ? [i] : [],
  );
  return tables.flatMap((start) => {
    const rows = lines.slice(start + 2);
    const end = rows.findIndex((line) => !line.startsWith('|'));
    return rows.slice(0, end < 0 ? undefined : end).map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
  });
}

const filesIn = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, f = '']) => f);

const guide = textOf('lib/README.md');
const algorithm = textOf('lib/coordinator/README.md');

describe('the reading guides', () => {
  it.each(['lib/README.md', 'lib/coordinator/README.md'])('name only what exists: %s', (name) => {
    const paths = pathsIn(textOf(name));
    expect(paths.length).toBeGreaterThan(20);
    const missing = paths.filter(
      (path) =>
        !existsSync(join(projectFolder, dirname(name), path)) &&
        !existsSync(join(projectFolder, path)),
    );
    expect(missing).toEqual([]);
  });

  it('list every folder of the library, each with where to start', () => {
    const folders = readdirSync(join(projectFolder, 'lib'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `${name}/`);
    const listed = rowsOf(guide, 'folder').flatMap(([folder = '']) => filesIn(folder));
    expect(listed.sort()).toEqual(folders.sort());
  });
});

describe('the guide to the coordinator', () => {
  it('says of each file which part it does, and of no file twice', () => {
    const files = readdirSync(join(projectFolder, 'lib/coordinator'), {
      recursive: true,
      encoding: 'utf8',
    })
      .map((name) => name.replaceAll('\\', '/'))
      .filter((name) => name.endsWith('.ts'));
    const listed = rowsOf(algorithm, 'file').flatMap(([file = '']) => filesIn(file));
    expect(listed.sort()).toEqual(files.sort());
  });

  it('answers each question by three files at most', () => {
    const questions = rowsOf(algorithm, 'question');
    expect(questions.length).toBeGreaterThan(12);
    const counts = questions.map(([, files = '']) => filesIn(files).length);
    expect(Math.min(...counts)).toBeGreaterThan(0);
    expect(Math.max(...counts)).toBeLessThanOrEqual(3);
  });

  it('explains each word once, and the file that it names for the word uses it', () => {
    const words = rowsOf(algorithm, 'word');
    expect(words.length).toBeGreaterThan(80);
    const names = words.flatMap(([word = '']) => word.split(', '));
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
    const unused = words.flatMap(([word = '', , cell = '']) => {
      const [file = ''] = filesIn(cell);
      // A name in code has no blanks between its words.
      const text = textOf(join('lib/coordinator', file)).replace(/[\s*]/g, '').toLowerCase();
      return word
        .split(', ')
        .filter((name) => !text.includes(name.replaceAll(' ', '').toLowerCase()))
        .map((name) => `${name}: ${file}`);
    });
    expect(unused).toEqual([]);
  });

  it('quotes what its example prints', () => {
    const quoted = blocksOf(algorithm).filter(({ language }) => language === 'text');
    expect(quoted.map(({ text }) => text.trimEnd())).toEqual([
      textOf('examples/scheduler-walk.out').trimEnd(),
    ]);
  });
});
