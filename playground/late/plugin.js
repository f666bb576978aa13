/**
 * Keeps what the first digits do without out of what is loaded for them. A module on a list is replaced by a stand-in
 * of the same exports: its functions call the module once `late.ts` has loaded it, or are never called. Constants of
 * the module stand in both.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = (file) => fileURLToPath(new URL(file, import.meta.url));
const inLibrary = (name) => path(`../../lib/${name}.ts`);

/** What is loaded together. */
const LATE = {
  /** Functions but for roots, and powers and quotients of bounds. */
  functions: [
    ...['arctangent', 'exponential', 'logarithm', 'sine-cosine'].flatMap((name) => [
      `kernels/${name}`,
      `kernels/doubles/${name}`,
    ]),
    ...['hyperbolic', 'hypotenuse', 'inverse-hyperbolic', 'steps'].map(
      (name) => `kernels/doubles/${name}`,
    ),
    ...['power', 'quotient'].map((name) => `exact/enclosure/${name}`),
  ],
  /** Proofs of equalities, what few graphs need or runs that fail, and what is said of a mistake. */
  answers: [
    'identity/identify',
    'combinators/steep-power',
    ...['eviction', 'residue'].map((name) => `graph/${name}`),
    ...['exhaustion', 'failure', 'renumbering'].map((name) => `coordinator/transitions/${name}`),
    ...['complaints', 'grammar/sugar', 'near', 'repair'].map((name) => `expression/${name}`),
  ],
};

/** A session, and what asks one: the page drives the scheduler itself. */
const NEVER = [
  'session/session',
  ...['refinement', 'relation', 'text', 'nearest-double', 'watch'].map(
    (name) => `real/refinement/${name}`,
  ),
];

const never = new Set(NEVER.map(inLibrary));
const groups = new Map(
  Object.entries(LATE).flatMap(([group, names]) => names.map((name) => [inLibrary(name), group])),
);

/** A module of all modules of a group, each as what it is named. */
const GROUP = 'virtual:late/';
const STAND_IN = '?stand-in';
const ITSELF = '?itself';

export function lateModules() {
  return {
    name: 'late-modules',
    enforce: 'pre',
    async resolveId(id, importer) {
      if (id.startsWith(GROUP) || id.endsWith(ITSELF)) return id;
      const found = await this.resolve(id, importer, { skipSelf: true });
      if (found === null) return null;
      return groups.has(found.id) || never.has(found.id) ? `${found.id}${STAND_IN}` : found;
    },
    load(id) {
      if (id.startsWith(GROUP)) return { code: group(id.slice(GROUP.length)), moduleType: 'js' };
      const [file] = id.split('?');
      if (id.endsWith(STAND_IN)) return { code: standIn(file), moduleType: 'js' };
      return id.endsWith(ITSELF) ? readFileSync(file, 'utf8') : null;
    },
  };
}

/** The name of a module within its group. */
const nameOf = (file) => `m${[...groups.keys()].indexOf(file)}`;

function group(wanted) {
  return [...groups]
    .filter(([, group]) => group === wanted)
    .map(([file]) => `export * as ${nameOf(file)} from ${JSON.stringify(file + ITSELF)};`)
    .join('\n');
}

function standIn(file) {
  const source = readFileSync(file, 'utf8');
  const from = `from ${JSON.stringify(path('./late.ts'))}`;
  const isNever = never.has(file);
  const load = `() => import('${GROUP}${groups.get(file)}')`;
  const lines = isNever
    ? [`import { never } ${from};`]
    : [`import { late } ${from};`, `const all = late('${groups.get(file)}', ${load});`];
  for (const [, name] of source.matchAll(/^export (?:async )?function\*? ?(\w+)/gm)) {
    const call = isNever ? `never('${name}')` : `all().${nameOf(file)}.${name}(...given)`;
    lines.push(`export const ${name} = (...given) => ${call};`);
  }
  if (isNever)
    for (const [, name] of source.matchAll(/^export class (\w+)/gm))
      lines.push(`export class ${name} {}`);
  for (const [, name, value] of source.matchAll(/^export const (\w+)[^=]*=([^;]*);/gm))
    lines.push(`export const ${name} =${value};`);
  return lines.join('\n');
}
