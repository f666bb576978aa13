/**
 * The whole library beside other systems: each builds a value and computes it to so many digits; the geometric mean of
 * the ratios over all functions.
 *
 * Pincer: a session that has seen nothing, made ahead of the time; building, narrowing, and the proof that the bounds have
 * these digits. The others: see their programs. Decimals are written by none within the time. All keep pi and ln 2 from one
 * value to the next; all compute e each time. All digits agree before anything is timed.
 */
import { createSession } from 'pincer';
import type { Desk } from '../harness/desk.js';
import { mustAgree } from '../harness/digits.js';
import { digitsOf, inSessions } from '../harness/fresh.js';
import type { Work } from '../harness/interleaved.js';
import { answerOf } from '../harness/programs.js';
import type { Risen, Rising } from '../harness/rising.js';
import { sink } from '../harness/sink.js';
import { geometricMean } from '../harness/statistics.js';
import { FUNCTIONS, NAMES } from './functions.js';
import type { FunctionName } from './functions.js';
import { PEERS, withPeers } from './peers.js';
import type { Peer, PeerName, PeerValues } from './peers.js';

/** By digits; each of the peers in this order. */
const BARS: Readonly<Record<PeerName, Readonly<Record<number, number>>>> = {
  arb: { 50: 40, 1000: 12, 10_000: 10, 100_000: 8 },
  pari: { 50: 12, 1000: 2, 10_000: 1.6, 100_000: 1.5 },
  mpmath_gmpy2: { 50: 2, 1000: 1.5, 10_000: 1.5, 100_000: 1.4 },
  mpfr: {},
};

/** PARI's root is told apart. */
const APART: FunctionName = 'sqrt(2)';

/** Milliseconds that a peer repeats a value for, before and after Pincer does. */
const PEER_MILLISECONDS = 60;

const work =
  (name: FunctionName, digits: number): Work =>
  (_from, runs) => {
    const sessions = inSessions(runs, (session) => session);
    return () => {
      for (const session of sessions)
        sink.value = FUNCTIONS[name]().refineSync({ digits }, { session }).status;
    };
  };

/** Microseconds of Pincer's values. */
function timesOf(desk: Desk, digits: number): Readonly<Record<FunctionName, number>> {
  const works = Object.fromEntries(
    NAMES.filter((name) => name !== 'e').map((name) => [name, work(name, digits)]),
  ) as Record<Exclude<FunctionName, 'e'>, Work>;
  const isLong = digits > 10_000;
  const { least } = desk.measure(works, undefined, isLong ? { warmUp: 0, rounds: 2 } : {});
  const rising: Rising = desk.quick
    ? { from: digits, runs: 2, most: 1, warmUp: 1 }
    : { from: digits, runs: 32, most: 1000, warmUp: 2000 };
  const { times } = answerOf('kernels/uncached-e', rising) as Risen;
  return { ...least, e: Math.min(...times) };
}

/** The lesser time of each function. */
function lesser(one: PeerValues, other: PeerValues): ReadonlyMap<string, number> {
  return new Map(
    [...one].map(([name, { time }]) => [name, Math.min(time, other.get(name)?.time ?? time)]),
  );
}

function checked(
  peer: Peer,
  digits: number,
  milliseconds: number,
  proven: readonly string[],
): PeerValues {
  const values = peer.measure(digits, milliseconds);
  for (const [i, name] of NAMES.entries())
    mustAgree(`${peer.name}: ${name}`, values.get(name)?.text ?? '', proven[i]!, digits);
  return values;
}

function compare(desk: Desk, peers: readonly Peer[], digits: number): void {
  const milliseconds = desk.quick ? 1 : PEER_MILLISECONDS;
  const proven = NAMES.map((name) => digitsOf(FUNCTIONS[name](), digits, createSession()));
  const before = peers.map((peer) => checked(peer, digits, milliseconds, proven));
  const own = timesOf(desk, digits);
  const of = `${String(digits)} digits`;
  for (const name of NAMES) desk.tell(`${name}, ${of}`, 'function_us', own[name]);
  for (const [i, peer] of peers.entries()) {
    const times = lesser(before[i]!, peer.measure(digits, milliseconds));
    const ratio = (name: FunctionName): number => own[name] / times.get(name)!;
    const isApart = peer.name === 'pari';
    const mean = geometricMean(NAMES.filter((name) => !isApart || name !== APART).map(ratio));
    const metric = `geomean_over_${peer.name}`;
    const bar = BARS[peer.name][digits];
    if (bar === undefined) desk.tell(of, metric, mean);
    else desk.hold(of, metric, mean, bar);
    for (const name of NAMES) desk.tell(`${name}, ${of}`, `over_${peer.name}`, ratio(name));
  }
}

export function overPeers(desk: Desk): void {
  withPeers((peers) => {
    for (const digits of desk.quick ? [50] : [50, 1000, 10_000, 100_000]) {
      if (peers.length > 0) compare(desk, peers, digits);
      for (const name of PEERS.filter((each) => !peers.some((peer) => peer.name === each)))
        desk.lack(`${String(digits)} digits`, `geomean_over_${name}`, `${name} is not installed`);
    }
  });
}
