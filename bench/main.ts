/**
 * Runs benches by name: `npm run bench -- NAME [NAME...] [--part NAME] [--json] [--seed N] [--quick] [--results]`.
 * Exits with 1 when one throws or misses a bar, with 2 when it is not told what to run.
 */
import { parseArgs } from 'node:util';
import { misses } from './harness/bench.js';
import type { Bench, Options, Row } from './harness/bench.js';
import { jsonLine, missedLine, table } from './harness/report.js';
import { writeResults } from './harness/results.js';

/** Each is loaded where it runs: a bench starts without the modules of the others. */
const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  cases: () => import('./cases.js'),
  chaos: () => import('./chaos.js'),
  determinism: () => import('./determinism.js'),
  equality: () => import('./equality.js'),
  execution: () => import('./execution.js'),
  kernels: () => import('./kernels.js'),
  observe: () => import('./observe.js'),
  oracle: () => import('./oracle.js'),
  overhead: () => import('./overhead.js'),
  policies: () => import('./policies.js'),
  precision: () => import('./precision.js'),
  refiners: () => import('./refiners.js'),
  remote: () => import('./remote.js'),
  resume: () => import('./resume.js'),
  roots: () => import('./roots.js'),
  seed: () => import('./seed.js'),
  value: () => import('./value.js'),
  work: () => import('./work.js'),
};

async function runOne(bench: Bench, options: Options): Promise<readonly Row[]> {
  try {
    return await bench.run(options);
  } catch (error) {
    console.error(
      `${bench.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    process.exitCode = 1;
    return [];
  }
}

function usage(problem: string): void {
  const names = Object.keys(BENCHES).join(', ');
  console.error(`${problem}\nusage: npm run bench -- NAME [NAME...] [options]`);
  console.error(
    'options: --part NAME (one part of one bench), --json, --seed N, --quick, --results (writes bench/RESULTS.md)',
  );
  console.error(`benches: ${names}, or all`);
  process.exitCode = 2;
}

function chosen(names: readonly string[]): readonly string[] | undefined {
  if (names.length === 0) return usage('bench: which?') as undefined;
  const all = Object.keys(BENCHES);
  if (names.includes('all')) return all;
  const unknown = names.find((name) => !Object.hasOwn(BENCHES, name));
  if (unknown !== undefined) return usage(`bench: there is no ${unknown}`) as undefined;
  return all.filter((name) => names.includes(name));
}

function isPartOf([bench, ...others]: readonly Bench[], part: string): boolean {
  return others.length === 0 && bench?.parts?.includes(part) === true;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      part: { type: 'string' },
      json: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      quick: { type: 'boolean', default: false },
      results: { type: 'boolean', default: false },
    },
  });
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed))
    return usage(`bench: --seed takes an integer, got ${values.seed}`);
  if (values.results && values.quick) return usage('bench: a quick run has no results to keep');
  const names = chosen(positionals);
  if (names === undefined) return;
  const benches = await Promise.all(names.map((name) => BENCHES[name]!()));
  const { part } = values;
  if (part !== undefined && !isPartOf(benches, part))
    return usage(`bench: ${positionals.join(' ')} has no part ${part}`);
  if (part !== undefined && values.results) return usage('bench: a part has no results to keep');
  const rows: Row[] = [];
  for (const bench of benches) {
    const found = await runOne(bench, { seed, quick: values.quick, part });
    rows.push(...found);
    if (values.json) for (const row of found) console.log(jsonLine(row));
  }
  if (!values.json) console.log(table(rows));
  if (values.results)
    await writeResults(
      rows,
      benches.flatMap((bench) => bench.beside?.() ?? []),
    );
  const missed = rows.filter(misses);
  for (const row of missed) console.error(missedLine(row));
  if (missed.length > 0) process.exitCode = 1;
}

await main();
