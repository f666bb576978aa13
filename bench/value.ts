/**
 * What a value costs through the public API, warm, where its arguments are fresh: CPU time, to 50 digits.
 *
 * `fresh_over_kernel_us`, `leaf_over_kernel_us`: a value, or a leaf of a sum, less its bare kernel.
 * `harmonic_1000_us`, `logistic_1000_ms`: many operations in one value.
 * `over_decimal_js`: the same programs in decimal.js, interleaved.
 * `sign_20_operations_us`, `asked_again_us`, `create_session_us`: short questions.
 * `first_100_calls_ms`, `start_over_node_ms`: processes that are not warm.
 * `trace_differences`, `answered_by_a_pass`: steps carried out in one pass against single leases, random requests.
 *
 * How it is timed: `harness/interleaved.ts`. Absolute bars are scaled by the fixed loop, `loop_ns`.
 */
import { createRequire } from 'node:module';
import type { Options, Row } from './harness/bench.js';
import { Desk } from './harness/desk.js';
import { freshValues } from './value/fresh-values.js';
import { overDecimal } from './value/over-decimal.js';
import { processes } from './value/processes.js';
import { questions } from './value/questions.js';
import { sums } from './value/sums.js';
import { traces } from './value/traces.js';

export const name = 'value';

export function run({ quick }: Options): readonly Row[] {
  const desk = new Desk(name, quick);
  freshValues(desk, quick ? 2 : undefined);
  sums(desk);
  overDecimal(desk, quick ? 2 : undefined);
  questions(desk);
  processes(desk);
  traces(desk, quick ? 50 : 10_000);
  return desk.rows();
}

export function beside(): readonly string[] {
  const load = createRequire(import.meta.url);
  const { version } = load('decimal.js/package.json') as { readonly version: string };
  return [`decimal.js ${version}`];
}
