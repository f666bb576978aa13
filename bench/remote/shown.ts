/**
 * A long value by the commands of the guide to fleets: `pincer worker` twice and `pincer eval`; both workers are killed
 * while a lease runs, and one is started again.
 */
import { spawn } from 'node:child_process';
import { namesOf } from '#lib/bullmq/names.js';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exp, sin, sqrt } from 'pincer';
import { projectFolder } from '#spec/support/child.js';
import type { RedisServer } from '#spec/support/redis.js';

const WORKERS = 2;

export interface Shown {
  /** Digits of the fleet that are not those of this thread. */
  readonly wrong: number;
  /** Leases that ran on the workers when they were killed. */
  readonly lost: number;
  /** What the fleet takes, with its deaths, and what this thread takes. */
  readonly seconds: number;
  readonly inlineSeconds: number;
}

/** @throws Error where the value is there before the workers could be killed, or is not met. */
export async function shown(server: RedisServer, digits: number): Promise<Shown> {
  const before = performance.now();
  const wanted = (await exp(sin(sqrt(2))).refine({ digits })).digits!;
  const inlineSeconds = (performance.now() - before) / 1000;
  const key = join(server.folder, 'pincer.key');
  writeFileSync(key, 'k'.repeat(64), { mode: 0o600 });
  const started: ChildProcess[] = [];
  const pincer = (...parameters: readonly string[]): ChildProcess => {
    const main = join(projectFolder, 'build/lib/cli/main.js');
    const access = ['--redis-file', server.connection, '--key-file', key];
    const child = spawn(process.execPath, [main, ...parameters, ...access], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started.push(child);
    return child;
  };
  const worker = async (): Promise<ChildProcess> => {
    const child = pincer('worker');
    await once(child.stderr!, 'data');
    return child;
  };
  try {
    const workers = await Promise.all(Array.from({ length: WORKERS }, worker));
    const start = performance.now();
    const evaluation = pincer('eval', 'exp(sin(sqrt(2)))', '--digits', String(digits));
    const answer = answerOf(evaluation);
    const lost = await killedAtWork(server, workers, evaluation);
    await worker();
    const found = await answer;
    const seconds = (performance.now() - start) / 1000;
    let wrong = Math.abs(found.length - wanted.length);
    for (let i = 0; i < wanted.length; i++) if (found[i] !== wanted[i]) wrong++;
    return { wrong, lost, seconds, inlineSeconds };
  } finally {
    for (const child of started) child.kill('SIGKILL');
  }
}

/**
 * Kills workers in mid-value: some leases have been answered, and others run. The workers stand still while that is
 * looked at, so that no lease ends between the look and the kill.
 * @returns how many run.
 */
async function killedAtWork(
  server: RedisServer,
  workers: readonly ChildProcess[],
  evaluation: ChildProcess,
): Promise<number> {
  const redis = server.client();
  const all = (signal: NodeJS.Signals): void => {
    for (const worker of workers) worker.kill(signal);
  };
  try {
    while (evaluation.exitCode === null) {
      all('SIGSTOP');
      const running = await redis.lrange(namesOf('default').active, '0', '-1');
      if (running.some((job) => !job.endsWith('-1'))) {
        const gone = workers.map((worker) => once(worker, 'exit'));
        all('SIGKILL');
        await Promise.all(gone);
        return running.length;
      }
      all('SIGCONT');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error('the value was there before the workers were killed');
  } finally {
    redis.disconnect();
  }
}

/** What an evaluation prints. */
async function answerOf(evaluation: ChildProcess): Promise<string> {
  let text = '';
  evaluation.stdout!.setEncoding('utf8').on('data', (part: string) => (text += part));
  const [code] = (await once(evaluation, 'close')) as unknown[];
  if (code !== 0) throw new Error(`the evaluation ended with ${String(code)}`);
  return text.trim();
}
