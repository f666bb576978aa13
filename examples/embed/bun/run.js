/**
 * Runs Bun without its install script, which would put the program of this platform in place of the one in `bun`: that
 * program lies in a package of its own.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const { arch, platform } = process;
const name = `@oven/bun-${platform}-${arch === 'arm64' ? 'aarch64' : 'x64'}`;
const program = createRequire(import.meta.url).resolve(`${name}/bin/bun`);
process.exitCode = spawnSync(program, process.argv.slice(2), { stdio: 'inherit' }).status ?? 1;
