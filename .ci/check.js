/**
 * Runs every check of the project on what is built, two at a time. Prints the output of each check and the seconds that
 * it took when it ends, and ends with 1 if one of them failed.
 *
 *     node .ci/check.js
 */
import { spawn } from 'node:child_process';

/**
 * Scripts of package.json, in two rows that run beside each other. `lint` takes as long as all others. These run one
 * after the other, as `package` builds what `size` and `api` read.
 */
const ROWS = [
  ['lint'],
  ['types', 'format:check', 'docs:check', 'arrows', 'unused', 'folders', 'package', 'size', 'api'],
];

const failed = [];

function run(check) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn('npm', ['run', '--silent', check], { stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => output.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      const seconds = ((performance.now() - start) / 1000).toFixed(0);
      process.stdout.write(Buffer.concat(output));
      console.log(`${check}: ${code === 0 ? 'passed' : 'failed'} after ${seconds} s`);
      if (code !== 0) failed.push(check);
      resolve();
    });
  });
}

await Promise.all(
  ROWS.map(async (row) => {
    for (const check of row) await run(check);
  }),
);
if (failed.length > 0) {
  console.error(`failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
