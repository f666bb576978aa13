/**
 * The sample as a checker of Stryker: whatever is not in the part under way is refused, and counts as invalid. Stryker
 * itself tries all mutants of a file.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isFound, MUTANTS_OF_PART, reportOf, SEED } from './parts.js';

class Sample {
  async init() {
    // There is nothing to prepare.
  }

  /** All mutants are one group, so that the sample has its size. */
  async group(mutants) {
    return [mutants.map(({ id }) => id)];
  }

  async check(mutants) {
    const { subject, part, again } = JSON.parse(process.env['MUTATION']);
    const order = mutants
      .map((mutant) => [keyOf(mutant), mutant.id])
      .sort(([a], [b]) => (a < b ? -1 : 1));
    const chosen = new Set(
      order.slice((part - 1) * MUTANTS_OF_PART, part * MUTANTS_OF_PART).map(([, id]) => id),
    );
    if (again !== undefined) {
      // Numbers of mutants change with the code: the same ones are in both, or the part is run as a whole.
      const { files } = JSON.parse(readFileSync(reportOf(subject, part), 'utf8'));
      const before = Object.values(files).flatMap((file) => file.mutants);
      const tried = before.filter(({ status }) => status !== 'CompileError');
      if (before.length !== mutants.length || !tried.every(({ id }) => chosen.has(id)))
        throw new Error(`the code has changed: run ${subject} ${part} as a whole`);
      for (const mutant of tried) if (isFound(mutant)) chosen.delete(mutant.id);
    }
    return Object.fromEntries(
      mutants.map(({ id }) => [
        id,
        chosen.has(id)
          ? { status: 'passed' }
          : { status: 'compileError', reason: 'not in this part' },
      ]),
    );
  }
}

/** A number for a mutant that looks random, and is the same wherever the sources are the same. */
function keyOf({ fileName, location, mutatorName, replacement }) {
  const file = fileName.replaceAll('\\', '/').replace(/^.*\/build\/lib\//, '');
  const { line, column } = location.start;
  const text = [SEED, file, line, column, mutatorName, replacement].join(' ');
  return createHash('sha256').update(text).digest('hex');
}

export const strykerPlugins = [{ kind: 'Checker', name: 'sample', injectableClass: Sample }];
