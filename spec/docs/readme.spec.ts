import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { projectFolder, run } from '#spec/support/child.js';
import { blocksOf, commandsOf, commentsOf, promisedOutput } from '#spec/support/documents.js';
import { brokenMarkup } from '#spec/support/markup-rules.js';
import { expectOutput } from '#spec/support/output.js';

/** The documents whose code is known to run: one that loses its blocks, or gains some, shows up. */
const executed: readonly string[] = [
  'README.md',
  'docs/choosing.md',
  'docs/from-doubles-to-proven-digits.md',
  'docs/pitfalls.md',
  'docs/saving-a-session.md',
  'docs/seeing-it-work.md',
  'docs/several-requests.md',
  'docs/testing-refinement.md',
  'docs/values-from-outside.md',
  'docs/what-it-can-and-cannot-decide.md',
  'docs/what-you-may-type.md',
  'docs/where-steps-run.md',
  'docs/writing-a-refiner.md',
  'docs/your-first-refiner.md',
  'lib/execution/pool/pool.ts',
  'lib/expression/index.ts',
  'lib/observe/pictures/notebook.ts',
  'lib/observe/pictures/plot.ts',
  'lib/observe/trace/channels.ts',
  'lib/observe/trace/stream.ts',
  'lib/observe/trace/trace.ts',
  'lib/real/compare.ts',
  'lib/real/functions.ts',
  'lib/real/joint.ts',
  'lib/real/place.ts',
  'lib/real/real.ts',
  'lib/real/sort.ts',
  'lib/real/values/data.ts',
  'lib/real/values/source.ts',
  'lib/session/session.ts',
];

const guides = readdirSync(join(projectFolder, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`);

/** Sources whose comments have examples, as users read them in the reference. */
const sources = readdirSync(join(projectFolder, 'lib'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => `lib/${name.replaceAll('\\', '/')}`)
  .sort();

/** The text of a document; of a source, its comments. */
function textOf(name: string): string {
  const text = readFileSync(join(projectFolder, name), 'utf8');
  return name.endsWith('.ts') ? commentsOf(text) : text;
}

/** Within the project, so that programs import the package by its own name. */
const folder = join(projectFolder, `temp/documents-${process.pid}`);

const documents = [
  'README.md',
  'lib/README.md',
  'lib/coordinator/README.md',
  'CONTRIBUTING.md',
  ...guides,
  ...sources,
]
  .filter((name) => existsSync(join(projectFolder, name)))
  .map((name) => {
    const blocks = blocksOf(textOf(name));
    const stem = name.replace(/\W/g, '-');
    return {
      name,
      programs: blocks
        .filter(({ language }) => language === 'ts')
        .map(({ line, text }) => ({ line, text, file: join(folder, `${stem}-${line}`) })),
      commands: blocks
        .filter(({ language }) => language === 'sh')
        .flatMap(({ text }) => commandsOf(text))
        .filter(({ command }) => /(^|[|;] *)(npx )?pincer /.test(command)),
    };
  })
  .filter(({ programs, commands }) => programs.length + commands.length > 0);

/** Compiles these files where they stand, under the project's options; answers with their errors. */
function compile(files: readonly string[]): string[] {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(projectFolder, 'tsconfig.json'),
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
  );
  if (config === undefined) throw new Error('tsconfig.json cannot be read');
  const program = ts.createProgram(files, {
    ...config.options,
    rootDir: folder,
    outDir: folder,
    incremental: false,
    declaration: false,
    declarationMap: false,
    noUnusedLocals: false, // a block may show a value without using it
  });
  program.emit();
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ file, messageText }) =>
      [file?.fileName, ts.flattenDiagnosticMessageText(messageText, '\n')].join(': '),
    );
}

/** Marks where the output of a program begins. */
const MARK = '-- program ';

/**
 * What programs print that share a process: the examples in the comments of one source, which are many and
 * small. An error ends them all.
 */
async function outputsOf(files: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const script = files
    .map(
      (file) =>
        `console.log(${JSON.stringify(MARK + file)});\nawait import('${pathToFileURL(file).href}.mjs');`,
    )
    .join('\n');
  const ended = await run(process.execPath, ['--input-type=module', '-e', script]);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const parts = `\n${ended.stdout}`.split(`\n${MARK}`).slice(1);
  return new Map(
    parts.map((part) => {
      const end = part.indexOf('\n');
      return [part.slice(0, end), part.slice(end + 1)];
    }),
  );
}

describe('the pictures of the documents', () => {
  it('are drawn by the script that anyone can run', async () => {
    const drawn = join(folder, 'pictures');
    const { code, stderr } = await run(process.execPath, ['.ci/pictures.js', drawn]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const names = readdirSync(drawn);
    expect(names.length).toBeGreaterThan(0);
    // Times differ, and what depends on them: numbers of nodes, ticks and places.
    const parts = (text: string): string[] => [
      ...new Set(text.match(/<title>[A-Z][^<]*|<style>.*<\/style>|<desc>/g)),
    ];
    for (const name of names) {
      const [kept, now] = [join(projectFolder, 'docs', name), join(drawn, name)].map((path) =>
        readFileSync(path, 'utf8'),
      ) as [string, string];
      expect(brokenMarkup(kept)).toEqual([]);
      expect(parts(kept)).toEqual(parts(now));
    }
  });
});

describe('the documents', () => {
  let errors: readonly string[] = [];

  beforeAll(async () => {
    await mkdir(folder, { recursive: true });
    const programs = documents.flatMap((document) => document.programs);
    for (const { file, text } of programs) await writeFile(`${file}.mts`, text);
    errors = compile(programs.map(({ file }) => `${file}.mts`));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it('hold code that runs exactly where it is expected', () => {
    expect(documents.map(({ name }) => name)).toEqual(executed);
  });

  it('hold programs that compile', () => {
    expect(errors).toEqual([]);
  });

  for (const { name, programs, commands } of documents) {
    let together: Promise<ReadonlyMap<string, string>> | undefined;
    for (const { line, file, text } of programs) {
      it(`show what the program at ${name}:${line} prints`, async () => {
        if (name.endsWith('.ts')) {
          together ??= outputsOf(programs.map((program) => program.file));
          expectOutput((await together).get(file) ?? '', promisedOutput(text));
          return;
        }
        const ended = await run(process.execPath, [`${file}.mjs`]);
        expect(ended).toMatchObject({ code: 0, stderr: '' });
        expectOutput(ended.stdout, promisedOutput(text));
      });
    }

    for (const { command, output } of commands) {
      it(`show what "${command}" prints (${name})`, async () => {
        const main = join(projectFolder, 'build/node/cli/main.js');
        const pincer = `pincer() { '${process.execPath}' '${main}' "$@"; }`;
        const npx = 'npx() { "$@"; }';
        expect(output.trim()).not.toBe('');
        const ended = await run('sh', ['-c', `${pincer}\n${npx}\n${command}`]);
        expectOutput(ended.stdout, output);
      });
    }
  }
});
