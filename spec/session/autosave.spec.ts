import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { SchedulerEvent } from '#lib/coordinator/events.js';
import { createSession, exp, pi, sin, sqrt } from '#lib/real/index.js';
import { readSnapshot } from '#lib/real/restoring/snapshot.js';
import { SessionError } from '#lib/session/errors.js';

const folder = mkdtempSync(join(tmpdir(), 'pincer-autosave-'));
const file = join(folder, 'session.json');

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const saved = (): string => readFileSync(file, 'utf8');

describe('autosave', () => {
  it('saves what a session knows when it is closed, with its names and what is under way', async () => {
    const session = createSession({ autosave: { file } });
    session.define('x', sqrt(2).add(pi));
    await session.get('x')!.refine({ digits: 90 }, { session });
    const running = sin(exp(pi)).refine({ digits: 10_000 }, { session });
    await session.close();
    await running;
    await using after = createSession({ restore: readSnapshot(saved()) });
    expect(after.resume().map(({ goal }) => goal)).toEqual([{ digits: 10_000 }]);
    const result = await after.get('x')!.refine({ digits: 80 }, { session: after });
    expect(result.statistics.steps).toBe(0);
    expect(readdirSync(folder)).toEqual(['session.json']);
  });

  it('saves what was done before the saving was loaded, and no file for a session that did nothing', async () => {
    const quick = createSession({ autosave: { file, every: 1000 } });
    quick.define('x', sqrt(2));
    quick.get('x')!.refineSync({ digits: 50 }, { session: quick });
    await quick.close();
    expect(readSnapshot(readFileSync(file, 'utf8')).names).toEqual(['x']);
    rmSync(file);
    await createSession({ autosave: { file, every: 1000 } }).close();
    expect(existsSync(file)).toBe(false);
  });

  it('climbs a ladder of widths, so that a file has a part of what is asked for', async () => {
    const demands = async (options: Parameters<typeof createSession>[0]): Promise<number> => {
      await using session = createSession(options);
      const widths = new Set<number>();
      session.observe((event: SchedulerEvent) => {
        if (event.type === 'lease-issued' && event.refiner === 'exp@1')
          widths.add(event.demand.width);
      });
      await exp(sin(sqrt(2))).refine({ digits: 40_000 }, { session });
      return widths.size;
    };
    const leaps = await demands({});
    expect(await demands({ autosave: { file } })).toBeGreaterThan(leaps);
  });

  it('saves while it computes: between two rungs, from where another session goes on', async () => {
    await using session = createSession({ autosave: { file, every: 0 } });
    session.define('x', exp(sin(sqrt(2))));
    writeFileSync(file, '');
    const files = new Set<string>();
    const onProgress = (): unknown => files.add(saved());
    await session.get('x')!.refine({ digits: 30_000 }, { session, onProgress });
    const whole = session.stats().leases.committed;
    const steps: number[] = [];
    for (const text of [...files].filter((each) => each !== '')) {
      await using after = createSession({ restore: readSnapshot(text) });
      for (const { answer } of after.resume()) steps.push((await answer).statistics.steps);
    }
    // The later a file was saved, the less is left.
    expect(steps).toEqual(steps.toSorted((a, b) => b - a));
    expect(steps.some((left) => left > 0 && left < whole)).toBe(true);
  });

  it('that fails is one warning, and no error of the computation', async () => {
    const warnings: string[] = [];
    const session = createSession({
      autosave: { file: join(folder, 'nowhere', 'x'), every: 0 },
      onWarning: (message) => warnings.push(message),
    });
    expect((await exp(pi).refine({ digits: 3000 }, { session })).status).toBe('met');
    await session.close();
    expect(warnings).toEqual([expect.stringMatching(/^the session is not saved: .*ENOENT/)]);
  });

  it('refuses options out of range', () => {
    for (const autosave of [{ file: '' }, { file, every: -1 }, { file, often: 1 }, { file: 7 }])
      expect(() => createSession({ autosave: autosave as never })).toThrow(SessionError);
    expect(() => createSession({ restore: {} as never })).toThrow(
      'readSnapshot of pincer/snapshot',
    );
  });
});
