import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ProcessContext } from '#lib/execution/contexts/process.js';
import { contextLaws } from './context-laws.js';
import { isolationLaws } from './isolation-laws.js';
import { leaseOf } from '../lease-of.js';
import { program } from '../program.js';
import { halving } from '../refiners/halving.js';
import * as misbehaving from '../refiners/misbehaving.js';

contextLaws('process', () => new ProcessContext({ stopGraceMilliseconds: Infinity }));
isolationLaws('process', (options) => new ProcessContext(options));

/** Waits until no process has this number; ten seconds at most. */
async function gone(pid: number): Promise<boolean> {
  const end = performance.now() + 10_000;
  while (performance.now() < end) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await new Promise(setImmediate);
  }
  return false;
}

describe('a process', () => {
  const opened: ProcessContext[] = [];
  const open = (options?: ConstructorParameters<typeof ProcessContext>[0]): ProcessContext => {
    const context = new ProcessContext(options);
    opened.push(context);
    return context;
  };
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((context) => context.terminate('the spec is over')));
  });

  it('is lost with its lease when a step ends its process', async () => {
    const context = open();
    expect(await context.execute(leaseOf(misbehaving.killing, null)).settled).toMatchObject({
      kind: 'lost',
      reason: expect.stringContaining('SIGKILL'),
    });
    expect(context.alive).toBe(false);
  });

  it('is lost with its lease when the memory it is allowed is full', async () => {
    const context = open({ maxOldGenerationSizeMb: 32 });
    expect(await context.execute(leaseOf(misbehaving.hoarding, null)).settled).toMatchObject({
      kind: 'lost',
      reason: expect.stringContaining('memory'),
    });
  });

  it('runs where its channel cannot be held or released, as in Bun', async () => {
    expect(await program('channel-without-ref')).toEqual({ code: 0, output: 'met process\n' });
  });

  it('confines even single numbers that break the limits of a worker', async () => {
    expect(await program('swelling-process', 'ignore')).toEqual({ code: 0, output: 'lost\n' });
  });

  it('gives its steps an empty environment', async () => {
    const settlement = await open().execute(leaseOf(misbehaving.environment, null)).settled;
    expect(settlement).toMatchObject({ kind: 'result', result: { state: [] } });
  });

  it('is gone once it has ended', async () => {
    const context = open();
    const settlement = await context.execute(leaseOf(misbehaving.identity, null)).settled;
    const pid = settlement.kind === 'result' ? Number(settlement.result.state) : NaN;
    await context.terminate('enough');
    expect(await gone(pid)).toBe(true);
  });

  it('goes when its parent is killed, even in mid-step', async () => {
    const path = fileURLToPath(new URL('../programs/busy-process.js', import.meta.url));
    const parent = spawn(process.execPath, [path], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = await new Promise<number>((resolve) => {
      parent.stdout.once('data', (chunk: Buffer) => {
        resolve(Number(chunk.toString()));
      });
    });
    expect(pid).toBeGreaterThan(0);
    parent.kill('SIGKILL');
    expect(await gone(pid)).toBe(true);
  });

  it('does not keep a program from ending while it is idle', async () => {
    expect(await program('idle-process')).toEqual({ code: 0, output: 'result\nidle\n' });
  });

  it('answers after another has crashed', async () => {
    await open().execute(leaseOf(misbehaving.exiting, null)).settled;
    expect((await open().execute(leaseOf(halving, { bits: 3 })).settled).kind).toBe('result');
  });
});
