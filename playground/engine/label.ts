/** What a node is called on its card. */
import type { Graph } from 'pincer/coordinator';

const SIGNS: Readonly<Record<string, string>> = {
  add: '+',
  multiply: '×',
  divide: '÷',
  negate: '−',
  pow: '^',
  pi: 'π',
};

/** A numerator or denominator above this is not written out: a text may hold one of a million digits. */
const LONGEST = 10n ** 12n;

export function labelOf(graph: Graph, node: number): string {
  const kind = graph.kindOf(node);
  const name = kind.type === 'refiner' ? kind.refiner.name : kind.combinator.name;
  const params = graph.paramsOf(node);
  if (name === 'rational') return rationalLabel(params as { n: bigint; d: bigint });
  if (name === 'nthRoot') return rootLabel((params as { n: number }).n);
  const sign = SIGNS[name] ?? name;
  if (typeof params === 'number' || (typeof params === 'bigint' && isShort(params)))
    return `${sign} ${String(params)}`;
  return sign;
}

function rootLabel(degree: number): string {
  if (degree === 2) return '√';
  return degree === 3 ? '∛' : `${String(degree)}th root`;
}

function rationalLabel({ n, d }: { readonly n: bigint; readonly d: bigint }): string {
  if (!isShort(n) || !isShort(d)) return 'a ratio';
  return d === 1n ? String(n) : `${String(n)}/${String(d)}`;
}

function isShort(n: bigint): boolean {
  return n < LONGEST && n > -LONGEST;
}
