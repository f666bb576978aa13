/**
 * Runs recipes as somebody would who copies them: each in a fresh folder, installed by its lock file, with the package
 * as `npm pack` makes it. No install script runs.
 *
 *     npm run build && node examples/embed/run.js              # all of them
 *     node examples/embed/run.js esbuild rollup                # some of them
 *     node examples/embed/run.js --lock esbuild                # writes the lock file of a recipe
 *
 * Prints what each recipe prints, and ends with 1 if one of them fails.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const env = { ...process.env, NO_COLOR: '1' };
const here = fileURLToPath(new URL('.', import.meta.url));
const project = fileURLToPath(new URL('../../', import.meta.url));
const [lock, names] = ((given) => [
  given.includes('--lock'),
  given.filter((name) => name !== '--lock'),
])(process.argv.slice(2));
const recipes = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && (names.length === 0 || names.includes(entry.name)))
  .map(({ name }) => name);

/** Runs a command; ends the recipe where it fails. */
function run(cwd, command, ...argv) {
  const { status, stdout, stderr } = spawnSync(command, argv, { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${argv.join(' ')}\n${stdout}${stderr}`);
  // jest reports on standard error.
  return `${stdout}${stderr}`.trim();
}

/** Writes a lock file without the address of a registry, and without the hash of the package, which each build changes. */
function writeLock(folder, recipe) {
  run(
    folder,
    'npm',
    'install',
    '--package-lock-only',
    '--ignore-scripts',
    '--omit-lockfile-registry-resolved',
  );
  const text = readFileSync(join(folder, 'package-lock.json'), 'utf8');
  const locked = JSON.parse(text);
  delete locked.packages['node_modules/pincer'].integrity;
  for (const installed of Object.values(locked.packages)) delete installed.funding;
  writeFileSync(join(here, recipe, 'package-lock.json'), `${JSON.stringify(locked, null, 2)}\n`);
}

const scratch = mkdtempSync(join(tmpdir(), 'pincer-embed-'));
let failed = 0;
try {
  const packed = run(
    project,
    'npm',
    'pack',
    '--silent',
    '--ignore-scripts',
    '--json',
    '--pack-destination',
    scratch,
  );
  const archive = join(scratch, 'pincer.tgz');
  renameSync(join(scratch, JSON.parse(packed)[0].filename), archive);
  for (const recipe of recipes) {
    const folder = join(scratch, recipe);
    const start = performance.now();
    try {
      cpSync(join(here, recipe), folder, { recursive: true });
      cpSync(archive, join(folder, 'pincer.tgz'));
      if (lock) {
        rmSync(join(folder, 'package-lock.json'), { force: true });
        writeLock(folder, recipe);
        continue;
      }
      run(folder, 'npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund');
      const printed = run(folder, 'npm', 'test', '--silent');
      console.log(printed.replace(/^/gm, `${recipe}: `));
    } catch (error) {
      failed++;
      console.error(`${recipe} failed: ${error.message}`);
    } finally {
      console.log(`${recipe}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
      rmSync(folder, { recursive: true, force: true });
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;
