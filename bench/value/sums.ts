/**
 * Many values in one: sums of roots less their bare roots, the harmonic number of 1,000, and the logistic map.
 *
 * The values are the same in all runs, and each run has a session of its own, made ahead of the time, so that no node is
 * known. decimal.js checks every value once.
 */
import { createSession, real, sqrt, sum } from 'pincer';
import type { Real } from 'pincer';
import { rootFloor } from '#lib/exact/integer.js';
import type { Desk } from '../harness/desk.js';
import { mustAgree } from '../harness/digits.js';
import { digitsOf, inSessions } from '../harness/fresh.js';
import type { Work } from '../harness/interleaved.js';
import { sink } from '../harness/sink.js';
import { DIGITS, Wide } from './wide.js';

const ONE = { numerator: 1, denominator: 1 } as const;

/** Builds within the time, in a session of its own. */
export function building(build: (index: number) => Real): Work {
  return (from, runs) => {
    const sessions = inSessions(runs, (session) => session);
    return () => {
      for (let i = 0; i < runs; i++) sink.value = digitsOf(build(from + i), DIGITS, sessions[i]);
    };
  };
}

/** Builds ahead of the time. */
function refining(build: (index: number) => Real): Work {
  return (from, runs) => {
    const built = inSessions(runs, (session) => ({ session, value: build(from) }));
    return () => {
      for (const { session, value } of built) sink.value = digitsOf(value, DIGITS, session);
    };
  };
}

function roots(desk: Desk, leaves: number): void {
  // 50 digits of the sum, with the bits that the leaves share.
  const bits = BigInt(176 + Math.ceil(Math.log2(leaves)));
  const of = `sum of ${String(leaves)} roots`;
  const radicands = Array.from({ length: leaves }, (_, i) => i + 2);
  const build = (): Real => sum(radicands.map((k) => sqrt(k)));
  const peer = radicands.reduce((all, k) => all.plus(new Wide(k).sqrt()), new Wide(0));
  mustAgree(of, digitsOf(build(), DIGITS, createSession()), peer.toString(), DIGITS);
  const { least, slowness } = desk.measure(
    {
      value: building(build),
      kernel: (_from, runs) => () => {
        for (let run = 0; run < runs; run++) {
          for (const k of radicands) sink.value = rootFloor(BigInt(k) << (2n * bits), 2);
        }
      },
    },
    undefined,
    leaves > 1e4 ? { rounds: 2, warmUp: 0 } : {},
  );
  desk.tell(of, 'kernel_us', least.kernel / leaves);
  const over = (least.value - least.kernel) / leaves;
  desk.hold(of, 'leaf_over_kernel_us', over, 5 * slowness);
}

export function harmonicByAdding(terms: number): Real {
  let total = real(0);
  for (let i = 1; i <= terms; i++) total = total.add({ ...ONE, denominator: i });
  return total;
}

function harmonic(desk: Desk, terms: number): void {
  const summed = (): Real =>
    sum(Array.from({ length: terms }, (_, i) => real({ ...ONE, denominator: i + 1 })));
  let peer = new Wide(0);
  for (let i = 1; i <= terms; i++) peer = peer.plus(new Wide(1).div(i));
  for (const value of [harmonicByAdding(terms), summed()])
    mustAgree('harmonic', digitsOf(value, DIGITS, createSession()), peer.toString(), DIGITS);
  const { least, slowness } = desk.measure({
    adding: building(() => harmonicByAdding(terms)),
    refining: refining(summed),
  });
  desk.hold('a loop of add, with building', 'harmonic_1000_us', least.adding, 800 * slowness);
  desk.hold('sum([...]), refining alone', 'harmonic_1000_us', least.refining, 400 * slowness);
}

/** x = 3.7 x (1 - x), from 1/2. */
function logistic(desk: Desk, rounds: number): void {
  const map = (): Real => {
    let x = real('1/2');
    for (let i = 0; i < rounds; i++) x = x.multiply('3.7').multiply(real(1).subtract(x));
    return x;
  };
  // Each round may lose 1.9 bits: log2(3.7).
  const Wider = Wide.clone({ precision: 80 + Math.ceil(rounds * 0.6) });
  let peer = new Wider('0.5');
  for (let i = 0; i < rounds; i++) peer = peer.times('3.7').times(new Wider(1).minus(peer));
  mustAgree('logistic', digitsOf(map(), DIGITS, createSession()), peer.toString(), DIGITS);
  const { least, slowness } = desk.measure({ map: building(map) });
  const of = `${String(rounds)} rounds from 1/2`;
  desk.hold(of, 'logistic_1000_ms', least.map / 1000, 3 * slowness);
}

export function sums(desk: Desk): void {
  for (const leaves of desk.quick ? [30] : [1e3, 1e4, 1e5]) roots(desk, leaves);
  harmonic(desk, desk.quick ? 30 : 1000);
  logistic(desk, desk.quick ? 30 : 1000);
}
