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

/** Whether a node is an exact constant. */
export function isConstant(graph: Graph, node: number): boolean {
  return nameOf(graph, node) === 'rational';
}

/** The function of a node, with those of its operands that are exact constants: `÷ 10`, `√ 2`, `1 +`. */
export function labelOf(graph: Graph, node: number): string {
  const name = nameOf(graph, node);
  const params = graph.paramsOf(node);
  if (name === 'rational') return rationalLabel(params as Fraction);
  const operands = [...graph.childrenOf(node)].map((child) =>
    isConstant(graph, child) ? rationalLabel(graph.paramsOf(child) as Fraction) : '',
  );
  const [first = '', ...rest] = operands;
  const isInfix = INFIX.has(name) && rest.some((operand) => operand === '');
  const parts = isInfix
    ? [first, signOf(name, params), ...rest]
    : [signOf(name, params), ...operands];
  return parts.filter((part) => part !== '').join(' ');
}

interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

/** Those whose first operand is written before them. */
const INFIX: ReadonlySet<string> = new Set(['add', 'multiply', 'divide']);

function nameOf(graph: Graph, node: number): string {
  const kind = graph.kindOf(node);
  return kind.type === 'refiner' ? kind.refiner.name : kind.combinator.name;
}

function signOf(name: string, params: unknown): string {
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

function rationalLabel({ n, d }: Fraction): string {
  if (!isShort(n) || !isShort(d)) return 'a ratio';
  return d === 1n ? String(n) : `${String(n)}/${String(d)}`;
}

function isShort(n: bigint): boolean {
  return n < LONGEST && n > -LONGEST;
}
