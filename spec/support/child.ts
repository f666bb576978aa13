import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The folder of package.json: specs run from build/spec/. */
export const projectFolder = fileURLToPath(new URL('../../../', import.meta.url));

/** What a child process left behind. */
export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  /** Null when a signal ended it. */
  readonly code: number | null;
}

/**
 * Runs a command from the project's folder until it ends, at most `milliseconds` long; what it
 * answers with is a value, whatever its exit code.
 */
export function run(
  command: string,
  parameters: readonly string[],
  { cwd = projectFolder, milliseconds = 60_000 } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: milliseconds,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ stdout, stderr, code });
    });
  });
}
