import { describe, expect, it } from '@jest/globals';
import {
  combined,
  compareSync,
  createSession,
  defineCombinator,
  e,
  exp,
  pi,
  real,
  sqrt,
} from '#lib/real/index.js';
import type { Real } from '#lib/real/index.js';
import { CombinatorFailedError } from '#lib/combinators/definition.js';
import { DivisionByZeroError, DomainError } from '#lib/exact/errors.js';
import { ratAdd, ratMultiply } from '#lib/exact/rational.js';
import { enclosure } from '#lib/refiner.js';
import type { CombinatorDefinition, Enclosure } from '#lib/refiner.js';

type Three = readonly [Enclosure, Enclosure, Enclosure];

/** a b + c. */
const fused = defineCombinator({
  name: 'fused',
  version: 1,
  arity: 3,
  combine: ([a, b, c], width) => enclosure.add(enclosure.multiply(a, b, width - 1), c, width - 1),
  fold: ([a, b, c]) => ratAdd(ratMultiply(a, b), c),
  sensitivity: (input, inputs) => (input === 2 ? 0 : enclosure.magnitudeLog2(inputs[1 - input]!)),
});

/** The same without a slope, a fold or an estimate. */
const plain = defineCombinator({
  name: 'plain-fused',
  version: 1,
  arity: 3,
  combine: (inputs, width, params) => fused.combine(inputs, width, params),
});

const broken = (combine: CombinatorDefinition['combine'], name: string) =>
  combined(defineCombinator({ name, version: 1, combine }), null, [pi]).refineSync(
    { digits: 20 },
    { session: createSession() },
  );

describe('a combinator of one’s own', () => {
  it('is a Real like any other, with or without a sensitivity', () => {
    const expected = pi.multiply(sqrt(2)).add(e).toFixed(60);
    for (const definition of [fused, plain])
      expect(combined(definition, null, [pi, sqrt(2), e]).toFixed(60)).toBe(expected);
  });

  it('works below functions, and beside combinators of the library', () => {
    const x = combined(plain, null, [pi, pi, combined(fused, null, [e, '1/3', 2])]);
    const y = pi.multiply(pi).add(e.divide(3)).add(2);
    expect(exp(x).subtract(1).refineSync({ digits: 40 }).digits).toBe(
      exp(y).subtract(1).refineSync({ digits: 40 }).digits,
    );
  });

  it('is replaced where its module is loaded again, or where the later one says so: values keep the one they have', () => {
    const session = createSession();
    const times = (n: number, more: object) =>
      combined(
        defineCombinator({
          ...{ name: 'replaced', version: 1, arity: 1, ...more },
          combine: ([x], width) => enclosure.multiply(x, enclosure.of(n), width),
        }),
        null,
        [pi],
      );
    const valueOf = (value: Real): string =>
      value.refineSync({ decimals: 3 }, { session }).digits ?? '';
    const module = (query: string): URL => new URL(`file:///nowhere/replaced.js${query}`);
    const first = times(1, { module: module('') });
    expect(valueOf(first)).toBe('3.142');
    expect(() => valueOf(times(2, {}))).toThrow('another combinator is named replaced, version 1');
    const reloaded = times(2, { module: module('?t=17') });
    expect([valueOf(reloaded), valueOf(reloaded.add(0)), valueOf(first)]).toEqual([
      '6.283',
      '6.283',
      '3.142',
    ]);
    const nodes = session.stats().nodes;
    expect(valueOf(reloaded)).toBe('6.283');
    expect(session.stats().nodes).toBe(nodes);
    expect(valueOf(times(3, { replace: true }))).toBe('9.425');
    expect(valueOf(first.add(reloaded))).toBe('9.425');
  });

  it('folds exact rationals where it says how', () => {
    const x = combined(fused, null, ['1/3', 3, 4]);
    expect(compareSync(x, 5).relation).toBe('equal');
    expect(x.refineSync({ digits: 5 }).statistics.steps).toBe(0);
    expect(combined(plain, null, ['1/3', 3, 4]).toFixed(30)).toBe('5.'.padEnd(32, '0'));
  });

  it('is one node for the same name, version, params and inputs', () => {
    const session = createSession();
    const x = sqrt(2);
    combined(fused, null, [pi, x, e]).refineSync({ digits: 20 }, { session });
    const { nodes } = session.stats();
    combined(fused, null, [pi, x, e]).refineSync({ digits: 20 }, { session });
    expect(session.stats().nodes).toBe(nodes);
  });

  it('is not another one of its name and version', () => {
    const session = createSession();
    const impostor = defineCombinator({ name: 'fused', version: 1, combine: ([a]) => a! });
    combined(fused, null, [pi, 2, e]).refineSync({ digits: 20 }, { session });
    expect(() => combined(impostor, null, [pi]).refineSync({ digits: 20 }, { session })).toThrow(
      'combined: another combinator is named fused, version 1',
    );
  });

  it('is given its params, which are part of what it is', () => {
    const scaled = defineCombinator<{ readonly by: bigint }>({
      name: 'scaled',
      version: 1,
      combine: ([x], width, { by }) => enclosure.multiply(x!, enclosure.of(by), width),
    });
    expect(combined(scaled, { by: 3n }, [pi]).toFixed(10)).toBe(pi.multiply(3).toFixed(10));
    expect(combined(scaled, { by: 5n }, [pi]).toFixed(10)).toBe(pi.multiply(5).toFixed(10));
  });

  it('says what is wrong with an answer, and the session goes on', () => {
    const session = createSession();
    const half = defineCombinator({
      name: 'half',
      version: 2,
      combine: () => 0.5 as unknown as Enclosure,
    });
    const result = combined(half, null, [pi]).refineSync({ digits: 20 }, { session });
    expect(result.status).toBe('error');
    expect(result.error).toBeInstanceOf(CombinatorFailedError);
    expect(result.error?.message).toContain(
      'combinator half@2 answered 0.5, which is no enclosure',
    );
    expect(pi.refineSync({ digits: 5 }, { session }).digits).toBe('3.1416');
  });

  it('says what was thrown, and keeps mathematical errors as they are', () => {
    const thrown = broken(() => {
      throw new TypeError('no such thing');
    }, 'thrower');
    expect(thrown.error?.message).toContain('combinator thrower@1 threw in combine: no such thing');
    expect(thrown.error?.cause).toBeInstanceOf(TypeError);
    const outside = broken(() => {
      throw new DomainError('outside');
    }, 'outsider');
    expect(outside.error).toBeInstanceOf(DomainError);
    const divided = broken(([x]) => enclosure.divide(x!, enclosure.of(0)), 'divider');
    expect(divided.error).toBeInstanceOf(DivisionByZeroError);
  });

  it('is refused at its definition where something is missing', () => {
    const define = (definition: object): unknown =>
      defineCombinator(definition as CombinatorDefinition<null>);
    const combine = ([x]: readonly Enclosure[]): Enclosure => x!;
    expect(() => define({ version: 1, combine })).toThrow(
      'defineCombinator: the name must be text without "@", got undefined',
    );
    expect(() => define({ name: 'x', combine })).toThrow(
      'defineCombinator: the version of x must be a whole number from 0, got undefined',
    );
    expect(() => define({ name: 'x', version: 1 })).toThrow(
      'defineCombinator: x must have a function `combine`, got undefined',
    );
  });

  it('is refused with another number of inputs, and with params that are no data', () => {
    const two = [pi, e] as unknown as [Real3, Real3, Real3];
    expect(() => combined(fused, null, two)).toThrow('combined: fused has 3 inputs, got 2');
    const params = { by: () => 1 } as unknown as null;
    expect(() => combined(fused, params, [pi, e, 1])).toThrow(
      'combined: params of fused must be plain data, and params.by is a function',
    );
  });

  it('has the types of its inputs', () => {
    // @ts-expect-error: three inputs, not two.
    expect(() => combined(fused, null, [pi, e])).toThrow('got 2');
    const inputs: Three = [enclosure.of(1), enclosure.of(2), enclosure.of(3)];
    expect(fused.combine(inputs, -10, null)).toEqual(enclosure.of(5));
    expect(real(1).add(1).toNumber()).toBe(2);
  });
});

type Real3 = Parameters<typeof combined<null, Three>>[2][0];
