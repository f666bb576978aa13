/** Makes a trial smaller as long as it fails. */
import type { Expression } from '#lib/testing/expression.js';
import type { Trial } from './trial.js';

/** Tries that are spent on it. */
const TRIES = 300;

const SIMPLE: readonly Expression[] = ['1', '0', '2', '-1', '1/3'].map((value) => ({
  op: 'number',
  args: [],
  value,
}));

export function smallest(trial: Trial, fails: (trial: Trial) => boolean): Trial {
  let least = trial;
  let tries = TRIES;
  for (let found = true; found && tries > 0;) {
    found = false;
    for (const expression of smaller(least.expression)) {
      if (tries-- <= 0) break;
      const candidate = { ...least, expression };
      if (!fails(candidate)) continue;
      least = candidate;
      found = true;
      break;
    }
  }
  return least;
}

/** Every expression with one node replaced by an operand or by a simple number, the larger steps first. */
function* smaller(expression: Expression): Generator<Expression> {
  if (expression.args.length > 0) {
    yield* expression.args;
    yield* SIMPLE;
  }
  for (let i = 0; i < expression.args.length; i++) {
    for (const operand of smaller(expression.args[i]!)) {
      // What was known of the whole need not hold any more.
      const { op, value } = expression;
      yield {
        op,
        args: expression.args.with(i, operand),
        ...(value === undefined ? {} : { value }),
      };
    }
  }
}
