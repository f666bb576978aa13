import { describe, expect, it } from '@jest/globals';
import { checkStrategy, UnknownStrategyError } from '#lib/execution/plan/strategy.js';
import { LocalContext } from '../local-context.js';

describe('a placement strategy', () => {
  it('is auto, a kind of context, a context, or a fresh context of a kind', () => {
    const context = new LocalContext([]);
    const known = ['auto', 'inline', 'thread', 'isolate', 'process', { fresh: 'process' }, context];
    for (const strategy of known) expect(checkStrategy('here', strategy)).toBe(strategy);
  });

  it.each([
    ['worker', 'worker'],
    ['ractor', 'ractor'],
    [null, 'null'],
    [{}, 'an object of another shape'],
    [{ fresh: 'inline' }, '{ fresh: inline }'],
    [7, '7'],
  ])('is nothing else: %p is refused by name, with what is known', (value, shown) => {
    const check = (): unknown => checkStrategy('here', value);
    expect(check).toThrow(UnknownStrategyError);
    expect(check).toThrow(`here: a placement is auto, inline, thread, isolate, process`);
    expect(check).toThrow(`got ${shown}`);
  });
});
