/** A program that runs one workload: it checks its value, and prints the CPU of each run. Its process has seen no constants. */
import { Decimal } from 'decimal.js';
import { question } from '../harness/programs.js';
import { rising } from '../harness/rising.js';
import type { Rising } from '../harness/rising.js';
import { reference } from './references.js';
import type { WorkloadName } from './table.js';
import { VALUES } from './values.js';

export interface SeedQuestion {
  readonly name: WorkloadName;
  readonly rising: Rising;
}

const asked = question() as SeedQuestion;
const build = VALUES[asked.name];

/** The value is checked on the bits below those that are timed: to check more would make the constants known. */
function check(bits: number): void {
  const { status, lowerText, upperText } = build().refineSync({ bits });
  if (status !== 'met') throw new Error(`${asked.name}: ${status}`);
  const truth = reference(asked.name, bits);
  const Wide = Decimal.clone({ precision: bits });
  const [lower, upper] = [new Wide(lowerText), new Wide(upperText)];
  const isNarrow = upper.minus(lower).lte(new Wide(2).pow(-bits));
  if (!lower.lte(truth) || !upper.gte(truth) || !isNarrow)
    throw new Error(`${asked.name}: ${lowerText} and ${upperText}`);
}

check(asked.rising.from - 1);
const risen = rising(asked.rising, (bits, session) => {
  build().refineSync({ bits }, { session });
});
console.log(JSON.stringify(risen));
