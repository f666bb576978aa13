/**
 * Why an answer is as wide as it is, and where the time went: what `--explain` adds.
 */
import type { StepTimes } from '../../execution/plan/step-times.js';
import type { ExplanationRecord as BoundsRecord } from '../../observe/explanation.js';
import type { Session } from '../../real/index.js';
import { proofText } from '../../real/refinement/proof.js';
import type { Answer } from './evaluation.js';

/** With `--json`. */
export interface ExplanationRecord extends BoundsRecord {
  /** Of all steps of the run, in milliseconds. */
  readonly times: StepTimes;
}

export interface AnswerExplanation {
  readonly record: ExplanationRecord;
  readonly text: string;
}

/** Undefined where it was not asked for, or where there is nothing to explain. */
export function explanationOf(
  { explanation, result }: Answer,
  session: Session,
): AnswerExplanation | undefined {
  if (explanation === undefined) return undefined;
  const { times } = session.stats();
  const record = { ...explanation.toJSON(), times };
  const proof = result?.proof ?? null;
  const equality = proof === null ? '' : `\nan equality in it is proven ${proofText(proof)}`;
  const text = explanation.toString() + equality;
  // What is exact, or proven by doubles alone, never enters the graph, whose bounds then say nothing.
  if (result?.status === 'met' && explanation.width === Infinity)
    return {
      record,
      text: `no step was needed: ${result.exact ? 'it is exact' : 'doubles alone prove it'}`,
    };
  if (times.leases > 0) return { record, text: `${text}\n${timesText(times)}` };
  return { record, text: result?.exact === true ? 'no step was needed: it is exact' : text };
}

function timesText({ leases, p50, p95, p99, bottleneck }: StepTimes): string {
  const times = [p50, p95, p99].map((time) => time.toPrecision(3));
  return (
    `${String(leases)} leases, in milliseconds p50 ${times[0]!}, p95 ${times[1]!}, p99 ${times[2]!}` +
    (bottleneck === null ? '' : `; most of the time went into ${bottleneck}`)
  );
}
