import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dyadic, ONE, ZERO } from '#lib/exact/dyadic.js';
import { fromDouble } from '#lib/exact/double.js';
import { ALL, contains, point, widthLog2 } from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { fromExactEnds } from '#lib/exact/enclosure/ends.js';
import { LimitError } from '#lib/exact/errors.js';
import { builtinRegistry } from '#lib/refiners/builtin.js';
import { constants } from '#lib/refiners/constants/index.js';
import { functions } from '#lib/refiners/functions/index.js';
import type { Plain, StepResult } from '#lib/refiners/refiner.js';
import { registryKey } from '#lib/refiners/registry.js';
import { partsInPlace } from '#lib/refiners/parts.js';
import { runs } from '#spec/support/effort.js';

const registry = builtinRegistry();

function step(
  name: string,
  inputs: readonly Enclosure[],
  width: number,
  params: Plain = null,
): StepResult {
  const refiner = registry.get(registryKey(name, 1));
  if (refiner === undefined) throw new Error(`no refiner ${name}`);
  return refiner.step(
    {
      state: refiner.start(params),
      inputs,
      demand: { width },
      quantum: { steps: 1 },
      stopRequested: () => false,
      report: () => undefined,
      inParts: partsInPlace(refiner, params),
    },
    params,
  );
}

const around = (x: number, log: number): Enclosure =>
  fromExactEnds(
    fromDouble(x),
    dyadic(
      fromDouble(x).m * 2n ** 1000n + 2n ** BigInt(log + 1000 - fromDouble(x).e),
      fromDouble(x).e - 1000,
    ),
  );

describe('A function refiner', () => {
  test('meets a demand on an exact argument in one step, with the bits that it takes and few more', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('exp', 'sin', 'cos', 'ln', 'atan', 'tanh', 'asinh', 'log10'),
        fc.integer({ min: -5000, max: 0 }),
        (name, width) => {
          const result = step(name, [point(fromDouble(1.25))], width);
          expect(widthLog2(result.bounds)).toBeLessThanOrEqual(width);
          expect(result.ownWidth).toBeLessThanOrEqual(width);
          expect(result.bits).toBeLessThanOrEqual(2 * (3 - width) + 64);
        },
      ),
      { numRuns: runs(100) },
    );
  });

  test('says exactly when the result is a point, and is not exact on a condition', () => {
    expect(step('cos', [point(ZERO)], -100)).toMatchObject({ done: 'exact', ownWidth: -Infinity });
    expect(step('nthRoot', [point(fromDouble(9))], -9, { n: 2 })).toMatchObject({ done: 'exact' });
    const conditional = step('acosh', [fromExactEnds(ZERO, ONE)], -100);
    expect(conditional).toMatchObject({ conditional: true });
    expect(conditional.done).toBeUndefined();
  });

  test('spends no bits that a wide argument cannot support', () => {
    const argument = around(1.25, -200);
    for (const name of ['exp', 'sin', 'ln', 'atan', 'sinh', 'acosh', 'log2', 'tan']) {
      const result = step(name, [argument], -100000);
      expect(result.bits).toBeLessThan(260);
      expect(widthLog2(result.bounds)).toBeLessThan(-196);
      expect(result.ownWidth).toBeLessThan(widthLog2(result.bounds) - 10);
    }
  });

  test('keeps to the range of its function', () => {
    for (const [name, x] of [
      ['sin', 1.5707963267948966],
      ['cos', 1e-30],
      ['tanh', 100],
    ] as const) {
      const { bounds } = step(name, [point(fromDouble(x))], Infinity);
      expect(contains(fromExactEnds(fromDouble(-1), ONE), bounds)).toBe(true);
    }
  });

  test('costs more for more bits', () => {
    const x = [point(ONE)];
    expect(step('exp', x, -10000).cost).toBeGreaterThan(step('exp', x, -100).cost ?? Infinity);
  });

  test('refuses more bits than it can hold, by name', () => {
    expect(() => step('exp', [point(ONE)], -(2 ** 30))).toThrow(LimitError);
    expect(() => step('pi', [], -(2 ** 30))).toThrow('pi: ');
  });

  test('gives the same result for the same snapshot, whatever was asked in between', () => {
    const once = step('sin', [point(fromDouble(1e20))], -500);
    step('sin', [point(fromDouble(1e200))], -5000);
    expect(step('sin', [point(fromDouble(1e20))], -500)).toEqual(once);
  });

  test('passes on what it needs', () => {
    expect(step('ln', [ALL], -100).needs).toEqual([{ input: 0, predicate: { excludes: ZERO } }]);
  });
});

describe('A constant', () => {
  test.each(constants.map(({ name }) => name))('%s meets any demand in one step', (name) => {
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: -4000, max: 2 }), fc.constant(Infinity)), (width) => {
        const coarse = step(name, [], width);
        const fine = step(name, [], -5000);
        expect(widthLog2(coarse.bounds)).toBeLessThanOrEqual(Math.min(width, -64));
        expect(contains(coarse.bounds, fine.bounds)).toBe(true);
        expect(coarse.bits).toBeLessThanOrEqual(2 * Math.max(0, -width) + 66);
      }),
      { numRuns: runs(50) },
    );
  });

  test.each(constants.map((constant) => [constant.name, constant] as const))(
    '%s lies in its initial bounds',
    (_name, constant) => {
      const initial = constant.initial?.(null);
      expect(initial && contains(initial, step(constant.name, [], -100).bounds)).toBe(true);
    },
  );
});

describe('The registry of everything built in', () => {
  test('holds every function and constant once, under its name and version', () => {
    const names = [...constants, ...functions].map(({ name }) => registryKey(name, 1));
    expect(new Set(names).size).toBe(names.length);
    expect([...registry.keys()].sort()).toEqual([...names].sort());
  });

  test('is a new map each time', () => {
    expect(builtinRegistry()).not.toBe(builtinRegistry());
  });
});
