/** Programs that a bench starts: those of its own, and those of other systems that may not be installed. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { projectFolder } from '#spec/support/child.js';

/** Room for a few values of 100,000 digits. */
const MOST_OUTPUT = 2 ** 26;

/** What a program prints; undefined where it cannot be run, or fails. */
export function outputOf(
  command: string,
  parameters: readonly string[],
  input = '',
): string | undefined {
  const { status, stdout } = spawnSync(command, parameters, {
    input,
    encoding: 'utf8',
    maxBuffer: MOST_OUTPUT,
  });
  return status === 0 ? stdout : undefined;
}

/**
 * What a program of the benches prints, as JSON, run in a process of its own.
 *
 * @param path - from bench/ on, without its extension.
 * @throws Error where it fails.
 */
export function answerOf(path: string, question: unknown): unknown {
  const program = join(projectFolder, `build/bench/${path}.js`);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, JSON.stringify(question)],
    { encoding: 'utf8', maxBuffer: MOST_OUTPUT },
  );
  if (status !== 0) throw new Error(`${path}: exit code ${String(status)}\n${stderr}`);
  return JSON.parse(stdout);
}

/** The question that a program of the benches was started with. */
export function question(): unknown {
  return JSON.parse(process.argv[2] ?? 'null');
}
