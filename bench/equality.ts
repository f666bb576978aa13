/**
 * Equality by proof, without the search: identities and near misses that forms and zero bounds alone decide, and the
 * time of a question in CPU, over these and over a stress set.
 *
 * A case is right where an equality is found `equal`, or `apart` by no more bits than a search follows, and where a
 * pair that is not equal is not found to be. `IDENTITIES=file.json` takes other cases: a list of objects with `a`,
 * `b` and `relation`, which is `=`, `<` or `>`.
 */
import { readFileSync } from 'node:fs';
import { identify } from '#lib/identity/identify.js';
import type { Finding } from '#lib/identity/identify.js';
import { identities, nearMisses } from '#spec/support/identity/cases.js';
import { difference, Questions } from '#spec/support/identity/question.js';
import type { Row } from './harness/bench.js';
import { median } from './harness/statistics.js';
import { stressSet } from './equality/stress.js';
import type { Real } from 'pincer';

export const name = 'equality';

interface Case {
  readonly a: string;
  readonly b: string;
  readonly relation: string;
}

const ZERO = { n: 0n, d: 1n };

/** A search follows a zero bound up to so many bits. */
const FOLLOWED = 2 ** 17;

/** The least of so many runs is the time: the machine has other things to do. */
const RUNS = 7;
const QUICK_RUNS = 2;

function cases(): readonly Case[] {
  const file = process.env['IDENTITIES'];
  if (file !== undefined) return JSON.parse(readFileSync(file, 'utf8')) as readonly Case[];
  return [
    ...identities.map(({ a, b }) => ({ a, b, relation: '=' })),
    ...nearMisses.map(([a, b]) => ({ a, b, relation: '<>' })),
  ];
}

/** The finding for a value and zero, and the milliseconds of CPU that it takes. */
function asked(value: Real, runs: number): { finding: Finding; milliseconds: number } {
  const questions = new Questions();
  const node = questions.looked(value);
  const { graph } = questions.world;
  let finding = identify(graph, node, ZERO);
  let least = Infinity;
  for (let run = 0; run < runs; run++) {
    const before = process.cpuUsage();
    finding = identify(graph, node, ZERO);
    least = Math.min(least, process.cpuUsage(before).user / 1000);
  }
  return { finding, milliseconds: least };
}

type Verdict = 'right' | 'undecided' | 'wrong';

function verdictOf(finding: Finding, relation: string): Verdict {
  if (relation !== '=') return finding.kind === 'equal' ? 'wrong' : 'right';
  if (finding.kind === 'distinct') return 'wrong';
  const isFound =
    finding.kind === 'equal' || (finding.kind === 'apart' && finding.bits <= FOLLOWED);
  return isFound ? 'right' : 'undecided';
}

export function run({ quick }: { readonly quick: boolean }): Row[] {
  const runs = quick ? QUICK_RUNS : RUNS;
  const counts = { right: 0, undecided: 0, wrong: 0 };
  const times: number[] = [];
  for (const { a, b, relation } of cases()) {
    const { finding, milliseconds } = asked(difference(a, b), runs);
    const verdict = verdictOf(finding, relation);
    counts[verdict]++;
    times.push(milliseconds);
    if (verdict !== 'right') console.error(`${name}: ${verdict}: ${a} ${relation} ${b}`);
  }
  const row = (of: string, metric: string, value: number, bar?: number): Row => ({
    bench: name,
    case: of,
    metric,
    value,
    ...(bar === undefined ? {} : { bar }),
  });
  const rows = [
    row('pairs', 'right', counts.right),
    row('pairs', 'undecided', counts.undecided, 0),
    row('pairs', 'wrong', counts.wrong, 0),
    row('pairs', 'median_ms', median(times), 2),
    row('pairs', 'worst_ms', Math.max(...times), 30),
  ];
  for (const [of, value] of stressSet(quick)) {
    rows.push(row(of, 'ms', asked(value, runs).milliseconds, 30));
  }
  return rows;
}
