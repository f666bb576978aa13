import { describe, expect, it } from '@jest/globals';
import { checkGoal, GoalError } from '#lib/coordinator/goals/goal.js';
import type { Goal } from '#lib/coordinator/goals/goal.js';
import { Decimal } from '#lib/exact/decimal/decimal.js';
import { ratFromDouble, rational } from '#lib/exact/rational.js';

const check = (goal: unknown) => checkGoal(goal as Goal);

describe('a goal', () => {
  it.each([
    [{ digits: 1 }, { kind: 'digits', digits: 1 }],
    [{ digits: 100_000_000 }, { kind: 'digits', digits: 100_000_000 }],
    [{ decimals: 0 }, { kind: 'decimals', decimals: 0 }],
    [{ decimals: 100_000_000 }, { kind: 'decimals', decimals: 100_000_000 }],
    [{ bits: 0 }, { kind: 'bits', bits: 0 }],
    [{ bits: 330_000_000 }, { kind: 'bits', bits: 330_000_000 }],
    [{ eps: '1e-3' }, { kind: 'eps', eps: rational(1n, 1000n) }],
    [{ eps: '1/3' }, { kind: 'eps', eps: rational(1n, 3n) }],
    [{ eps: 0.1 }, { kind: 'eps', eps: ratFromDouble(0.1) }],
    [{ eps: new Decimal('0.1') }, { kind: 'eps', eps: rational(1n, 10n) }],
    [{ rel: 5e-324 }, { kind: 'rel', rel: rational(1n, 2n ** 1074n) }],
    [{ sign: true }, { kind: 'sign' }],
    [{ double: true }, { kind: 'double' }],
    [
      { any: [{ bits: 3 }, { sign: true }] },
      { kind: 'any', goals: [{ kind: 'bits', bits: 3 }, { kind: 'sign' }] },
    ],
    [{ all: [{ bits: 3 }] }, { kind: 'all', goals: [{ kind: 'bits', bits: 3 }] }],
  ])('may be %o, in exact terms', (goal, checked) => {
    expect(check(goal)).toEqual(checked);
  });

  it.each([
    [{ digits: 0 }, 'goal: digits takes an integer from 1 to 100000000, got 0'],
    [{ digits: 100_000_001 }, 'got 100000001'],
    [{ digits: 1.5 }, 'got 1.5'],
    [{ digits: NaN }, 'got NaN'],
    [{ digits: '5' }, 'got 5'],
    [{ decimals: -1 }, 'goal: decimals takes an integer from 0 to 100000000, got -1'],
    [{ bits: 330_000_001 }, 'goal: bits takes an integer from 0 to 330000000, got 330000001'],
    [{ bits: 5n }, 'got 5'],
    [{ eps: 0 }, 'goal: eps takes a positive number or exact decimal text, got 0'],
    [{ eps: -1 }, 'got -1'],
    [{ eps: Infinity }, 'got Infinity'],
    [{ eps: NaN }, 'got NaN'],
    [{ eps: '1..2' }, 'got 1..2'],
    [{ eps: '-1e-3' }, 'got -1e-3'],
    [{ eps: '0.000' }, 'got 0.000'],
    [{ eps: null }, 'got null'],
    [{ eps: true }, 'got true'],
    [{ rel: 0 }, 'goal: rel takes a positive number'],
    [{ sign: false }, 'goal: sign takes true, got false'],
    [{ double: 1 }, 'goal: double takes true, got 1'],
    [{ precision: 3 }, 'goal: precision is not one of eps, bits, rel'],
    [{}, 'goal: give exactly one of eps, bits, rel'],
    [{ digits: 5, bits: 3 }, 'got {digits, bits}'],
    [{ any: [] }, 'goal: any takes a list of one or more goals'],
    [{ all: { bits: 3 } }, 'goal: all takes a list'],
    [{ all: [{ any: [{ bits: 3 }] }] }, 'goal: all takes simple goals, got any inside it'],
    [{ any: [{ bits: -3 }] }, 'goal: bits takes an integer'],
    [50, 'goal: 50 is not an object such as { digits: 50 }'],
    [null, 'goal: null is not an object'],
    [undefined, 'goal: undefined is not an object'],
  ])('may not be %o', (goal, message) => {
    expect(() => check(goal)).toThrow(GoalError);
    expect(() => check(goal)).toThrow(message);
  });
});
