/**
 * Short questions: the sign of 20 operations, whose numbers are built within the time or known; a value asked for again;
 * a session.
 */
import type { Decimal } from 'decimal.js';
import { createSession, pi, real, sqrt } from 'pincer';
import type { Real } from 'pincer';
import type { Desk } from '../harness/desk.js';
import { mustAgree } from '../harness/digits.js';
import { digitsOf } from '../harness/fresh.js';
import type { Work } from '../harness/interleaved.js';
import { sink } from '../harness/sink.js';
import { DIGITS, Wide } from './wide.js';

const CHAIN = 4;

/** 20 operations; the sign changes with the index. */
function chain(index: number): Real {
  const x = real(index).divide(7);
  let y = x;
  for (let i = 0; i < CHAIN; i++)
    y = y
      .multiply(x)
      .add(2)
      .divide(index + 3)
      .sqrt();
  return y
    .subtract(index % 2 === 0 ? 0.125 : 1)
    .multiply(x)
    .multiply(3);
}

function chainOfPeer(index: number): Decimal {
  const x = new Wide(index).div(7);
  let y = x;
  for (let i = 0; i < CHAIN; i++)
    y = y
      .times(x)
      .plus(2)
      .div(index + 3)
      .sqrt();
  return y
    .minus(index % 2 === 0 ? 0.125 : 1)
    .times(x)
    .times(3);
}

const repeated =
  (ask: () => unknown): Work =>
  (_from, runs) =>
  () => {
    for (let i = 0; i < runs; i++) sink.value = ask();
  };

export function questions(desk: Desk): void {
  const existing = chain(2);
  const known = sqrt(2).add(pi);
  mustAgree(
    'sqrt(2) + pi',
    digitsOf(known, DIGITS),
    new Wide(2).sqrt().plus(Wide.acos(-1)).toString(),
    DIGITS,
  );
  const { least, slowness } = desk.measure(
    {
      fresh: (from, runs) => () => {
        for (let i = from; i < from + runs; i++) sink.value = chain(i + 1).isPositive();
      },
      existing: repeated(() => existing.isPositive()),
      again: repeated(() => digitsOf(known, DIGITS)),
      session: repeated(() => createSession()),
    },
    (index) => {
      for (const i of [index + 1, 2]) {
        if (chain(i).isPositive({ session: createSession() }) !== chainOfPeer(i).isPositive())
          throw new Error(`sign of 20 operations: ${String(i)}`);
      }
    },
  );
  desk.hold('fresh', 'sign_20_operations_us', least.fresh, 6 * slowness);
  desk.hold('existing', 'sign_20_operations_us', least.existing, 0.7 * slowness);
  desk.hold('sqrt(2) + pi', 'asked_again_us', least.again, 3 * slowness);
  desk.hold('no workers', 'create_session_us', least.session, 25 * slowness);
}
