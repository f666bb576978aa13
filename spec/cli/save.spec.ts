import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { pincer } from './console.js';

const main = fileURLToPath(new URL('../../node/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'pincer-save-'));
const file = join(folder, 'run.json');
const EXPRESSION = 'exp(sin(sqrt(2)))';
const DIGITS = ['--digits', '30000'];

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Kills the program with SIGKILL once it has saved for the first time. */
async function killedAfterFirstSave(argv: readonly string[]): Promise<string | null> {
  const child = spawn(process.execPath, [main, ...argv], { stdio: 'ignore' });
  const watcher = watch(folder, (_event, name) => {
    if (name === 'run.json') child.kill('SIGKILL');
  });
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  watcher.close();
  return signal;
}

describe('a run that is saved', () => {
  it('is killed, and goes on to the same digits, without the steps that were saved', async () => {
    const argv = [
      'eval',
      EXPRESSION,
      ...DIGITS,
      '--workers',
      '0',
      '--save',
      file,
      '--save-every',
      '1',
    ];
    expect(await killedAfterFirstSave(argv)).toBe('SIGKILL');
    // Both narrow their values through the same widths, as every run that is saved does.
    const how = (to: string): string[] => [...DIGITS, '--workers', '0', '--save', to, '--json'];
    const resumed = await pincer(['eval', '--resume', file, ...how(file)]);
    const whole = await pincer(['eval', EXPRESSION, ...how(join(folder, 'whole.json'))]);
    expect(resumed.records[0]).toMatchObject({ expr: EXPRESSION, status: 'met' });
    expect(resumed.records[0]!.digits).toBe(whole.records[0]!.digits);
    expect(resumed.records[0]!.steps).toBeLessThan(whole.records[0]!.steps);
  });

  it('that has ended answers fewer digits without a step, and more from where it was', async () => {
    const save = ['--save', file];
    const first = await pincer(['eval', 'y', 'y = sin(3) + 1', '--digits', '40', ...save]);
    expect(first.out).toBe('1.141120008059867222100744802808110279847\n');
    const fewer = await pincer(['eval', '--resume', file, '--digits', '30', '--json']);
    expect(fewer.records[0]).toMatchObject({ steps: 0, digits: '1.14112000805986722210074480281' });
    const other = await pincer(['eval', 'y', 'y = sin(3) + 2', '--digits', '9', '--resume', file]);
    expect(other.out).toBe('2.14112001\n');
  });

  it('refuses a damaged file as wrong usage, naming the place', async () => {
    await pincer(['eval', 'sin(3)', '--save', file, '--digits', '30']);
    writeFileSync(file, readFileSync(file, 'utf8').replace('"kinds"', '"kimds"'));
    const { exitCode, err } = await pincer(['eval', '--resume', file]);
    expect(exitCode).toBe(2);
    expect(err).toMatch(
      /^pincer: --resume .*run\.json: snapshot: characters \d+ to \d+ do not have/,
    );
  });
});
