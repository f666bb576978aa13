/**
 * Tries mutants of the folders that decide what is true and what runs: do the specs see that the code is wrong? By hand,
 * since it takes hours. It runs the parts that have no report in build/mutation yet, so it may be ended and started again.
 * Prints the score of each subject: of the mutants tried, the percentage that a spec found.
 *
 *     npm run mutation                    all parts
 *     npm run mutation -- graph 3         one part
 *     npm run mutation -- graph 3 again   of that part what no spec found, after specs were written
 *     npm run mutation -- --survivors     what was tried and not found, and runs nothing
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { isFound, PARTS, reportOf, subjects } from './parts.js';

const [subject, part, again] = process.argv.slice(2);
const isPart = part === undefined || (Number(part) >= 1 && Number(part) <= PARTS);
if (subject !== undefined && subject !== '--survivors' && !(subject in subjects && isPart)) {
  console.error(`usage: npm run mutation -- ${Object.keys(subjects).join('|')} 1-${PARTS} [again]`);
  process.exit(2);
}
const parts = Object.keys(subjects).flatMap((name) =>
  Array.from({ length: PARTS }, (_, i) => ({ subject: name, part: i + 1 })),
);

if (subject === '--survivors') {
  for (const mutant of tried()) if (!isFound(mutant)) console.log(describe(mutant));
} else {
  for (const one of parts) {
    const isWanted = subject === undefined || subject === one.subject;
    if (!isWanted || (part !== undefined && Number(part) !== one.part)) continue;
    if (part === undefined && existsSync(reportOf(one.subject, one.part))) continue;
    const report = reportOf(one.subject, one.part);
    const before = again === undefined ? undefined : read(report);
    const { status } = spawnSync('npx', ['stryker', 'run', '.ci/mutation/stryker.config.js'], {
      stdio: 'inherit',
      env: { ...process.env, MUTATION: JSON.stringify({ ...one, again }) },
    });
    if (status !== 0) process.exit(1);
    if (before !== undefined) keepFound(before, report);
  }
}
for (const name of Object.keys(subjects)) {
  const mutants = tried().filter((mutant) => mutant.subject === name);
  if (mutants.length === 0) continue;
  const found = mutants.filter(isFound).length;
  const score = ((100 * found) / mutants.length).toFixed(1);
  console.log(`${name}: ${score} percent, ${found} of ${mutants.length} mutants were found`);
}

/** The mutants of all reports, with their subject and file. */
function tried() {
  return parts
    .filter((one) => existsSync(reportOf(one.subject, one.part)))
    .flatMap((one) => {
      const { files } = read(reportOf(one.subject, one.part));
      return Object.entries(files).flatMap(([file, { source, mutants }]) =>
        mutants
          .filter(({ status }) => status !== 'CompileError')
          .map((mutant) => ({ ...mutant, subject: one.subject, file, source })),
      );
    });
}

function read(report) {
  return JSON.parse(readFileSync(report, 'utf8'));
}

/** Takes over into a report of survivors what had been found before. */
function keepFound(before, report) {
  const after = read(report);
  for (const [file, { mutants }] of Object.entries(before.files)) {
    const found = new Map(mutants.filter(isFound).map((mutant) => [mutant.id, mutant]));
    after.files[file].mutants = after.files[file].mutants.map((one) => found.get(one.id) ?? one);
  }
  writeFileSync(report, JSON.stringify(after));
}

function describe({ file, source, status, location: { start, end }, replacement }) {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  if (lines.length === 1) lines[0] = lines[0].slice(0, end.column - 1);
  const original = [lines[0].slice(start.column - 1), ...lines.slice(1)].map((line) => line.trim());
  return `${file}:${start.line} ${status}\n  ${original.join(' ')}\n  ${replacement}`;
}
