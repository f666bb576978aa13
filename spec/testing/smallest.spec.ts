import { expect, it } from '@jest/globals';
import { depthOf, toText } from '#lib/testing/index.js';
import type { Expression } from '#lib/testing/index.js';
import { expressionOf } from '#spec/support/referee/read.js';
import { smallest } from '#spec/support/trial/smallest.js';

const hasTangent = (expression: Expression): boolean =>
  expression.op === 'tan' || expression.args.some(hasTangent);

it('keeps what makes a trial fail, and drops the rest', () => {
  const trial = {
    expression: expressionOf('sqrt(abs(ln(3) - exp(tan(2 * pi + 1/7)))) * 12'),
    goal: { digits: 20 },
    digits: 60,
  };
  const least = smallest(trial, (one) => hasTangent(one.expression));
  expect(depthOf(least.expression)).toBe(1);
  expect(toText(least.expression)).toMatch(/^tan\(/);
});

it('forgets what was known of a whole whose part it replaced', () => {
  const zero = { ...expressionOf('sin(2 * pi)'), known: '0' };
  const trial = {
    expression: { op: 'floor', args: [zero] } as const,
    goal: { digits: 20 },
    digits: 60,
  };
  const kept: Expression[] = [];
  smallest(trial, ({ expression }) => {
    kept.push(expression);
    return false;
  });
  const replaced = kept.filter(
    ({ op, args }) => op === 'floor' && args[0]!.op === 'sin' && args[0] !== zero,
  );
  expect(replaced.length).toBeGreaterThan(0);
  for (const { args } of replaced) expect(args[0]!.known).toBeUndefined();
});
