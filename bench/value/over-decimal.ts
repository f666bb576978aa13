/** Pincer beside decimal.js at 50 digits: the same programs, from building to text. Neither has seen the arguments before. */
import type { Decimal } from 'decimal.js';
import { createSession, ln, real, sqrt, sum } from 'pincer';
import type { Real } from 'pincer';
import type { Desk } from '../harness/desk.js';
import { mustAgree } from '../harness/digits.js';
import { digitsOf, freshDigits } from '../harness/fresh.js';
import type { Work } from '../harness/interleaved.js';
import { sink } from '../harness/sink.js';
import { building, harmonicByAdding } from './sums.js';
import { DIGITS, Wide } from './wide.js';

type Numbers = typeof Wide;

interface Workload {
  readonly name: string;
  readonly bar: number;
  readonly pincer: (i: number) => Real;
  readonly decimal: (D: Numbers, i: number) => Decimal;
  /** The same value in every run, so that a run needs a session that does not know it. */
  readonly isOneValue?: true;
}

/** What decimal.js is asked for. */
const Fifty = Wide.clone({ precision: DIGITS });

/** It rounds the argument of a sine as it rounds all, so large arguments cost it digits. */
const MOST_LOST = 8;

const TERMS = 300;
const fromOne = Array.from({ length: TERMS }, (_, j) => j + 1);

const WORKLOADS: readonly Workload[] = [
  {
    name: 'sqrt(i) + 1/(i+1)',
    bar: 0.8,
    pincer: (i) => sqrt(i).add(real(1).divide(i + 1)),
    decimal: (D, i) => new D(i).sqrt().plus(new D(1).div(i + 1)),
  },
  {
    name: 'sin(i/7) exp(sqrt(i)/10)',
    bar: 0.2,
    pincer: (i) => real(i).divide(7).sin().multiply(sqrt(i).divide(10).exp()),
    decimal: (D, i) => new D(i).div(7).sin().times(new D(i).sqrt().div(10).exp()),
  },
  { name: 'ln(i)', bar: 0.2, pincer: (i) => ln(i), decimal: (D, i) => new D(i).ln() },
  {
    name: 'i * 0.1 + 3',
    bar: 3,
    pincer: (i) => real(i).multiply('0.1').add(3),
    decimal: (D, i) => new D(i).times('0.1').plus(3),
  },
  {
    name: `sum of ${String(TERMS)} roots`,
    bar: 0.8,
    pincer: (i) => sum(fromOne.map((j) => sqrt(TERMS * i + j))),
    decimal: (D, i) => D.sum(...fromOne.map((j) => new D(TERMS * i + j).sqrt())),
  },
  {
    name: `H_${String(TERMS)}`,
    bar: 0.8,
    isOneValue: true,
    pincer: () => harmonicByAdding(TERMS),
    decimal: (D) => fromOne.reduce((all, j) => all.plus(new D(1).div(j)), new D(0)),
  },
];

/** Arguments start here: the logarithm of 1 is exact. */
const FIRST = 2;

export function overDecimal(desk: Desk, most = WORKLOADS.length): void {
  for (const { name, bar, pincer, decimal, isOneValue } of WORKLOADS.slice(0, most)) {
    const checking = createSession();
    const build = (i: number): Real => pincer(FIRST + i);
    const peer: Work = (from, runs) => () => {
      for (let i = from; i < from + runs; i++) sink.value = decimal(Fifty, FIRST + i).toString();
    };
    const { least } = desk.measure(
      { pincer: isOneValue ? building(build) : freshDigits(build, DIGITS), peer },
      (i) => {
        const reference = decimal(Wide, FIRST + i).toString();
        mustAgree(name, digitsOf(build(i), DIGITS, checking), reference, DIGITS);
        mustAgree(name, decimal(Fifty, FIRST + i).toString(), reference, DIGITS - MOST_LOST);
      },
    );
    desk.tell(name, 'value_us', least.pincer);
    desk.hold(name, 'over_decimal_js', least.pincer / least.peer, bar);
  }
}
