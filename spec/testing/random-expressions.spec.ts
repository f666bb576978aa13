import { describe, expect, it } from '@jest/globals';
import { expression } from '#lib/index.js';
import { depthOf, randomExpression, seeded, toReal, toText } from '#lib/testing/index.js';
import type { Expression } from '#lib/testing/index.js';
import { BINARY, CONSTANTS, UNARY } from '#lib/testing/expression.js';
import { runs } from '#spec/support/effort.js';
import { smallest } from '#spec/support/trial/smallest.js';
import { attempt, trialOf } from '#spec/support/trial/trial.js';
import type { Trial } from '#spec/support/trial/trial.js';

const CASES = runs(750);
const PARTS = 15;
const OPTIONS = { timeout: 10_000, budget: { separationBits: 1024, separationTime: 1000 } };

/** Milliseconds after which a case counts as hanging, on a machine with other things to do. */
const HANGS = 20_000;

function operationsOf(expression: Expression, seen: Set<string>): void {
  seen.add(expression.op);
  for (const operand of expression.args) operationsOf(operand, seen);
}

describe('random expressions', () => {
  it('come out the same for the same numbers, and no deeper than asked for', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const depth = seed % 7;
      const made = randomExpression(seeded(seed), { depth });
      expect(randomExpression(seeded(seed), { depth })).toEqual(made);
      expect(depthOf(made)).toBeLessThanOrEqual(depth);
    }
  });

  it('have every operation, and every constant', () => {
    const seen = new Set<string>();
    const random = seeded(1);
    for (let i = 0; i < 3000; i++) operationsOf(randomExpression(random), seen);
    const all = ['number', 'negate', 'root', 'add', 'subtract', 'multiply', 'divide', 'pow'];
    all.push(...Object.keys(UNARY), ...Object.keys(BINARY), ...Object.keys(CONSTANTS));
    expect([...seen].sort()).toEqual(all.sort());
  });

  it('are the same value as their text', () => {
    const random = seeded(2);
    for (let i = 0; i < runs(75); i++) {
      const made = randomExpression(random, { depth: 4 });
      const direct = toReal(made).refineSync({ digits: 15 }, OPTIONS);
      const read = expression(toText(made)).refineSync({ digits: 15 }, OPTIONS);
      expect([read.status, read.digits]).toEqual([direct.status, direct.digits]);
    }
  });
});

describe('the library and the referee', () => {
  const parts = Array.from({ length: PARTS }, (_, part) => part);
  it.each(parts)(
    'agree on random expressions of 64 to 256 bits: none unsound, none hanging, met only when met (part %i)',
    (part) => {
      for (let seed = 1 + part; seed <= CASES; seed += PARTS) {
        const trial = trialOf(seed, { bits: 256 });
        const { finding, elapsed } = attempt(trial, OPTIONS);
        if (finding !== undefined) throw new Error(told(seed, trial));
        expect(elapsed).toBeLessThan(HANGS);
      }
    },
  );

  it('agree on random expressions of up to 2,000 bits', () => {
    for (let seed = 1_000_001; seed <= 1_000_000 + runs(20); seed++) {
      const trial = trialOf(seed, { bits: 2000 });
      const { finding } = attempt(trial, OPTIONS);
      if (finding !== undefined) throw new Error(told(seed, trial));
    }
  });
});

/** The smallest form of a trial that fails, for people. */
function told(seed: number, trial: Trial): string {
  const fault = attempt(trial, OPTIONS).finding?.fault;
  const least = smallest(trial, (one) => attempt(one, OPTIONS).finding?.fault === fault);
  const message = attempt(least, OPTIONS).finding?.message ?? 'passes when repeated';
  const goal = JSON.stringify(least.goal);
  return `${String(fault)} at seed ${String(seed)}: ${toText(least.expression)} ${goal}: ${message}`;
}
