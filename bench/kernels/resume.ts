/**
 * 2n digits after n digits over 2n digits at once, in processes of their own, in turn; the least of several of each.
 *
 * decimal.js has no such constants, so PARI checks the digits.
 */
import type { Desk } from '../harness/desk.js';
import { mustAgree } from '../harness/digits.js';
import { answerOf, outputOf } from '../harness/programs.js';
import { RESUMED } from './resumed.js';
import type { ResumeAnswer, ResumedName, ResumeQuestion } from './resumed.js';

const METRIC = 'resume_2n_after_n_over_2n';
const BAR = 0.85;
const N = 20_000;
const RUNS = 5;

const PROGRAMS: Readonly<Record<ResumedName, string>> = {
  pi: 'Pi',
  e: 'exp(1)',
  'sqrt(2)': 'sqrt(2)',
  'ln(7/3)': 'log(7/3)',
};

/** The least of both times, in milliseconds. */
function least(name: ResumedName, n: number, runs: number, check: (digits: string) => void) {
  const times = { direct: Infinity, resumed: Infinity };
  for (let run = 0; run < runs; run++) {
    for (const isResumed of [false, true]) {
      const question: ResumeQuestion = { name, n, isResumed };
      const { time, digits } = answerOf('kernels/resume-one', question) as ResumeAnswer;
      check(digits);
      const mode = isResumed ? 'resumed' : 'direct';
      times[mode] = Math.min(times[mode], time);
    }
  }
  return times;
}

export function resume(desk: Desk): void {
  const n = desk.quick ? 500 : N;
  const names = Object.keys(RESUMED) as ResumedName[];
  for (const name of desk.quick ? names.slice(0, 1) : names) {
    const of = `${name}, n = ${String(n)}`;
    const program = `default(realprecision,${String(2 * n)});print(${PROGRAMS[name]});`;
    const peer = outputOf('gp', ['-q', '-f', '-s', '256M'], program)?.trim();
    if (peer === undefined) {
      desk.lack(of, METRIC, 'PARI, which checks the digits, is not installed');
      continue;
    }
    const times = least(name, n, desk.quick ? 1 : RUNS, (digits) => {
      mustAgree(of, digits, peer, 2 * n);
    });
    desk.tell(of, 'direct_2n_ms', times.direct);
    desk.hold(of, METRIC, times.resumed / times.direct, BAR);
  }
}
