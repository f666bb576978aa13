import { describe, expect, it } from '@jest/globals';
import { misses } from '#bench/harness/bench.js';
import { Desk } from '#bench/harness/desk.js';
import { slowness } from '#bench/harness/fixed-loop.js';
import { interleaved } from '#bench/harness/interleaved.js';
import type { Effort, Work } from '#bench/harness/interleaved.js';

const EFFORT: Effort = { rounds: 3, batch: 0.5, warmUp: 1, most: 1000 };

/** Work that takes CPU, and notes what happens. */
function noting(name: string, log: string[]): Work {
  return (from, runs) => {
    log.push(`${name} ready`);
    return () => {
      for (let i = from; i < from + runs; i++) {
        log.push(`${name} ${String(i)}`);
        let product = 3n;
        for (let k = 0; k < 200; k++) product = (product * product) >> 10n;
        if (product < 0n) throw new Error('never');
      }
    };
  };
}

const indices = (log: readonly string[], name: string): number[] =>
  log
    .filter((entry) => /\d$/.test(entry) && entry.startsWith(name))
    .map((entry) => Number(entry.split(' ')[1]));

describe('interleaved works', () => {
  it('never see an index twice', () => {
    const log: string[] = [];
    interleaved({ one: noting('one', log), other: noting('other', log) }, EFFORT);
    for (const name of ['one', 'other']) {
      const seen = indices(log, name);
      expect(new Set(seen).size).toBe(seen.length);
    }
  });

  it('see the same indices in a round, in turn', () => {
    const log: string[] = [];
    interleaved({ one: noting('one', log), other: noting('other', log) }, EFFORT);
    const turns = log.filter((entry) => entry.endsWith('ready')).slice(-2 * EFFORT.rounds);
    expect(turns.map((entry) => entry.split(' ')[0])).toEqual([
      'one',
      'other',
      'other',
      'one',
      'one',
      'other',
    ]);
    const first = (name: string): string => {
      const from = log.lastIndexOf(`${name} ready`);
      return log[from + 1]!.split(' ')[1]!;
    };
    expect(first('one')).toBe(first('other'));
  });

  it('have their values checked before they are timed in a round', () => {
    const log: string[] = [];
    interleaved({ one: noting('one', log) }, EFFORT, (i) => void log.push(`check ${String(i)}`));
    const last = log.lastIndexOf('one ready');
    const timed = log.slice(last + 1).map((entry) => entry.split(' ')[1]);
    const checked = log.slice(0, last).filter((entry) => entry.startsWith('check'));
    expect(timed.length).toBeGreaterThan(0);
    for (const i of timed.slice(0, 200)) expect(checked).toContain(`check ${i!}`);
  });

  it('are not timed where a value is wrong', () => {
    const log: string[] = [];
    const wrong = (): never => {
      throw new Error('wrong');
    };
    expect(() => interleaved({ one: noting('one', log) }, EFFORT, wrong)).toThrow('wrong');
    expect(log).toEqual([]);
  });

  it('have a least time each, and the speed of the machine', () => {
    const { least, slowness: slower, loop } = interleaved({ one: noting('one', []) }, EFFORT);
    expect(least.one).toBeGreaterThan(0);
    expect(slower).toBeGreaterThan(0);
    expect(Math.min(loop.before, loop.between, loop.after)).toBeGreaterThanOrEqual(
      115 * slower - 1e-6,
    );
  });
});

describe('the slowness of a machine', () => {
  it('is 1 where a round of the fixed loop takes 115 nanoseconds', () => {
    expect([slowness(115), slowness(230)]).toEqual([1, 2]);
  });
});

describe('a desk', () => {
  it('judges nothing of a quick run', () => {
    const judged = [true, false].map((quick) => {
      const desk = new Desk('b', quick);
      desk.hold('c', 'm', 2, 1);
      return desk.rows().filter(misses).length;
    });
    expect(judged).toEqual([0, 1]);
  });

  it('has the fixed loop before, between and after the works among its rows', () => {
    const desk = new Desk('b', true);
    desk.measure({ one: noting('one', []) });
    desk.lack('c', 'm', 'absent');
    const rows = desk.rows();
    expect(rows.map((row) => `${row.metric} ${row.case}`)).toEqual([
      'loop_ns before',
      'loop_ns between',
      'loop_ns after',
      'm c',
    ]);
    expect(rows[3]).toMatchObject({ value: null, unmeasured: 'absent' });
  });
});
