import { describe, expect, it } from '@jest/globals';
import type { Settlement } from '#lib/coordinator/leases/lease.js';
import { checkSettlement } from '#lib/execution/host/settlement.js';

const result = { state: { n: 1n }, bounds: { kind: 'narrow', lo: 1n, width: 1, exp: 0 } } as const;
const good: Settlement = { kind: 'result', result, steps: 2, elapsed: 30 };
const check = (answer: unknown): Settlement => checkSettlement(answer, 'mine@1');

describe('what a host answers', () => {
  it('is taken as it is where it is a settlement', () => {
    const settlements: Settlement[] = [
      good,
      { kind: 'result', result, steps: 1 },
      { ...good, then: good },
      { kind: 'stopped' },
      { kind: 'stopped', result },
      { kind: 'lost', reason: 'it fell' },
      { kind: 'lost', reason: 'it fell', blameless: true },
      { kind: 'failed', error: { name: 'RangeError', message: 'no', fields: { depth: 3n } } },
    ];
    for (const settlement of settlements) expect(check(settlement)).toEqual(settlement);
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'result'],
    ['a kind that there is not', { kind: 'won' }],
    ['no result', { kind: 'result', steps: 1 }],
    ['steps that cannot be counted', { ...good, steps: NaN }],
    ['steps that are none', { ...good, steps: -1 }],
    ['a time that is none', { ...good, elapsed: NaN }],
    ['a time that runs backwards', { ...good, elapsed: -1 }],
    ['a state that no codec sends', { ...good, result: { ...result, state: new Map() } }],
    [
      'a state that hides one deep down',
      { ...good, result: { ...result, state: Array.from({ length: 100 }, () => new Date(0)) } },
    ],
    ['bounds that are none', { kind: 'stopped', result: { ...result, bounds: null } }],
  ])('loses its lease, by the name of the refiner, where it is %s', (_, answer) => {
    const settlement = check(answer);
    expect(settlement).toMatchObject({
      kind: 'lost',
      reason: expect.stringContaining('mine@1'),
    });
  });

  it('loses the lease of a chain whose later answers are none, and ends with one that is a circle', () => {
    expect(check({ ...good, then: { kind: 'won' } })).toMatchObject({ then: { kind: 'lost' } });
    const circle: Record<string, unknown> = { ...good };
    circle['then'] = circle;
    let last: Settlement = check(circle);
    let links = 1;
    for (; last.kind === 'result' && last.then !== undefined; links++) last = last.then;
    expect(last.kind).toBe('lost');
    expect(links).toBeLessThan(8);
  });

  it('carries an error only as far as it is one', () => {
    const causes: Record<string, unknown> = { name: 'Error', message: 'endless' };
    causes['cause'] = causes;
    for (const error of [undefined, 5, { name: 5, message: 'x' }, causes]) {
      const settlement = check({ kind: 'failed', error });
      expect(settlement).toMatchObject({ kind: 'failed', error: { name: 'Error' } });
    }
    const odd = { name: 'Error', message: 'm', stack: 5, fields: { f: () => 1 } };
    expect(check({ kind: 'failed', error: odd })).toEqual({
      kind: 'failed',
      error: { name: 'Error', message: 'm' },
    });
  });
});
