import { cp, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projectFolder, run } from '#spec/support/child.js';
import { inProject } from '#spec/support/project.js';

const folders = join(projectFolder, '.ci/folders.js');
const knip = join(projectFolder, 'node_modules/knip/bin/knip.js');

describe('the check of folder sizes', () => {
  it('is kept by the project', async () => {
    const { code, stderr } = await run(process.execPath, [folders], { cwd: projectFolder });
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it('refuses a folder of lib or spec that holds more than 20 files, however deep', async () => {
    const files = (folder: string, count: number): [string, string][] =>
      Array.from({ length: count }, (_, i) => [`${folder}/${String(i)}.ts`, '']);
    const found = await inProject(
      Object.fromEntries([
        ...files('lib/full', 20),
        ...files('lib/a/large', 21),
        ...files('spec', 22),
      ]),
      (cwd) => run(process.execPath, [folders], { cwd }),
    );
    expect(found.code).toBe(1);
    expect(found.stderr.trimEnd().split('\n')).toEqual([
      'lib/a/large holds 21 files, more than 20: split it by subject',
      'spec holds 22 files, more than 20: split it by subject',
    ]);
  });
});

describe('the check of what nothing uses', () => {
  const project = {
    'package.json': JSON.stringify({
      name: 'small',
      type: 'module',
      exports: './lib/index.ts',
      dependencies: { 'big.js': '*', tinyqueue: '*' },
    }),
    'lib/index.ts':
      "import Queue from 'tinyqueue';\nexport { used } from './used.js';\nexport { Queue };\n",
    'lib/used.ts':
      'export const used = 1;\nexport const forSpecs = 2;\nexport const forNobody = 3;\n',
    'lib/alone.ts': 'export const alone = 1;\n',
    'spec/used.spec.ts': "import { forSpecs } from '../lib/used.js';\nforSpecs.toFixed();\n",
  };

  /** What the check names in the small project, as it judges the whole or the library alone. */
  async function unused(...more: readonly string[]): Promise<readonly string[]> {
    return await inProject(project, async (cwd) => {
      await cp(join(projectFolder, 'knip.config.js'), join(cwd, 'knip.config.js'));
      await symlink(join(projectFolder, 'node_modules'), join(cwd, 'node_modules'));
      const { stdout, code } = await run(
        process.execPath,
        [knip, '--no-progress', '--no-config-hints', '--reporter', 'compact', ...more],
        { cwd },
      );
      expect(code).toBe(1);
      return stdout.trimEnd().split('\n');
    });
  }

  it('refuses files, exports and dependencies that nothing in the project uses', async () => {
    expect(await unused()).toEqual([
      'Unused files (1)',
      'lib/alone.ts: lib/alone.ts',
      'Unused dependencies (1)',
      'package.json: big.js',
      'Unused exports (1)',
      'lib/used.ts: forNobody',
    ]);
  });

  it('refuses what only specs use of the library', async () => {
    expect((await unused('--production')).at(-1)).toBe('lib/used.ts: forSpecs, forNobody');
  });
});
