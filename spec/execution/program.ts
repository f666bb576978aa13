import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Runs a program of spec/execution/programs and gives its exit code and what it printed.
 *
 * @param errors - Where its standard error goes, that of its children included.
 */
export function program(
  name: string,
  errors: 'inherit' | 'ignore' = 'inherit',
): Promise<{ code: number | null; output: string }> {
  const path = fileURLToPath(new URL(`./programs/${name}.js`, import.meta.url));
  const child = spawn(process.execPath, [path], { stdio: ['ignore', 'pipe', errors] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      resolve({ code, output });
    });
  });
}
