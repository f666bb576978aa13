/** The forms of the nodes below a node, one pass, each node once, without recursion. */
import { ratFits, ratFromDyadic } from '../exact/rational.js';
import type { Rational } from '../exact/rational.js';
import { isPoint, lowerEnd } from '../exact/enclosure/enclosure.js';
import type { Enclosure } from '../exact/enclosure/enclosure.js';
import { kindName } from '../graph/kind.js';
import type { Kind } from '../graph/kind.js';
import type { NodeId } from '../graph/node.js';
import { integerPower, rationalConstant } from '../combinators/index.js';
import { atomForm, constant } from './form/arithmetic.js';
import { keyOf } from './form/form.js';
import type { Form } from './form/form.js';
import type { Ring } from './form/ring.js';
import { opposite, signOfBounds } from './form/sign.js';
import type { ProvenSign } from './form/sign.js';
import type { Operand } from './rules/rule.js';
import { ruleOf } from './rules/rules.js';
import { tooLarge, unlessTooLarge } from './work.js';

/** What a question reads of a graph. */
export interface GraphView {
  kindOf(node: NodeId): Kind;
  paramsOf(node: NodeId): unknown;
  childCount(node: NodeId): number;
  childAt(node: NodeId, position: number): NodeId;
  boundsOf(node: NodeId): Enclosure;
}

/** What looking at a node costs, whatever comes of it. */
const NODE_UNITS = 4;

/** The most nodes that a question looks at. */
const MOST_NODES = 4096;

/** Whether the operands may change places: then forms in any order are one atom. */
const COMMUTATIVE: ReadonlySet<string> = new Set(['add', 'multiply', 'min', 'max', 'hypot']);

/**
 * The forms of a node and of those that it is made of.
 *
 * @returns undefined where there are too many of them, or they take too much work.
 */
export function recognise(
  graph: GraphView,
  root: NodeId,
  ring: Ring,
): ReadonlyMap<NodeId, Form> | undefined {
  const order = nodesBelow(graph, root);
  if (order === undefined) return undefined;
  const forms = new Map<NodeId, Form>();
  for (const node of order) {
    // What is left would be atoms, the root among them.
    if (ring.work.isOver) return undefined;
    const form =
      within(ring, () => formOfNode(graph, node, ring, forms)) ??
      within(ring, () => opaque(graph, node, ring, forms)) ??
      ring.work.free(() => atomForm(ring, ring.atom({ kind: 'node', node }, 0)));
    learn(form, signOfBounds(graph.boundsOf(node)));
    forms.set(node, form);
  }
  return forms;
}

/** What is computed with the units of a node; undefined where they do not suffice. */
function within<T>(ring: Ring, compute: () => T | undefined): T | undefined {
  ring.work.begin();
  return unlessTooLarge(() => {
    ring.work.charge(NODE_UNITS);
    return compute();
  });
}

/** A node whose value is known exactly, or that nothing is known of but its bounds, ends the way down. */
function isLeaf(graph: GraphView, node: NodeId): boolean {
  return isPoint(graph.boundsOf(node)) || ruleOf(graph.kindOf(node)) === undefined;
}

/** The nodes below a root, children before parents. */
function nodesBelow(graph: GraphView, root: NodeId): NodeId[] | undefined {
  const order: NodeId[] = [];
  const seen = new Set<NodeId>([root]);
  const path: { readonly node: NodeId; next: number; readonly count: number }[] = [];
  const enter = (node: NodeId): void => {
    const count = isLeaf(graph, node) ? 0 : graph.childCount(node);
    path.push({ node, next: 0, count });
  };
  enter(root);
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    if (top.next === top.count) {
      order.push(top.node);
      path.pop();
      continue;
    }
    const child = graph.childAt(top.node, top.next++);
    if (seen.has(child)) continue;
    if (seen.size === MOST_NODES) return undefined;
    seen.add(child);
    enter(child);
  }
  return order;
}

function formOfNode(
  graph: GraphView,
  node: NodeId,
  ring: Ring,
  forms: ReadonlyMap<NodeId, Form>,
): Form | undefined {
  const bounds = graph.boundsOf(node);
  if (isPoint(bounds)) return constant(ring, limitedPoint(bounds));
  const kind = graph.kindOf(node);
  if (kind.type === 'combinator' && kind.combinator === (rationalConstant as unknown)) {
    const value = graph.paramsOf(node) as Rational;
    return ratFits(value) ? constant(ring, value) : undefined;
  }
  return ruleOf(kind)?.(ring, operandsOf(graph, node, forms), graph.paramsOf(node));
}

function limitedPoint(bounds: Enclosure): Rational {
  const end = lowerEnd(bounds)!;
  if (Math.abs(end.e) > 4096) tooLarge();
  const value = ratFromDyadic(end);
  return ratFits(value) ? value : tooLarge();
}

function operandsOf(
  graph: GraphView,
  node: NodeId,
  forms: ReadonlyMap<NodeId, Form>,
): readonly Operand[] {
  return Array.from({ length: graph.childCount(node) }, (_, i) => {
    const child = graph.childAt(node, i);
    return { form: forms.get(child)!, bounds: graph.boundsOf(child) };
  });
}

/** A function without a rule for its arguments: an atom that equal arguments share. */
function opaque(
  graph: GraphView,
  node: NodeId,
  ring: Ring,
  forms: ReadonlyMap<NodeId, Form>,
): Form | undefined {
  const kind = graph.kindOf(node);
  if (isLeaf(graph, node) || graph.childCount(node) === 0) return undefined;
  const name = callName(kind);
  const n = parameterOf(graph.paramsOf(node));
  const of = operandsOf(graph, node, forms).map(({ form }) => form);
  if (COMMUTATIVE.has(name)) sortByKey(of, ring);
  return atomForm(ring, ring.atom({ kind: 'call', name, of, n }, 0));
}

/** A power with an integer exponent and one with a real exponent have one name elsewhere, and two here. */
function callName(kind: Kind): string {
  const isIntegerPower =
    kind.type === 'combinator' && kind.combinator === (integerPower as unknown);
  return isIntegerPower ? 'integerPower' : kindName(kind);
}

function sortByKey(forms: Form[], ring: Ring): void {
  const keys = new Map<Form, string>();
  for (const form of forms) {
    ring.work.charge(2 * form.length);
    keys.set(form, keyOf(form));
  }
  forms.sort((a, b) => (keys.get(a)! < keys.get(b)! ? -1 : 1));
}

/** The exponent of a power or the degree of a root; 0 of what has no parameter. */
function parameterOf(params: unknown): number {
  if (params === null || params === undefined) return 0;
  const n = typeof params === 'bigint' ? Number(params) : (params as { readonly n?: unknown }).n;
  return typeof n === 'number' && Number.isSafeInteger(n) ? n : tooLarge();
}

/** What the bounds of a node show of the atom that its form is a multiple of. */
function learn(form: Form, sign: ProvenSign): void {
  const [term] = form;
  if (term === undefined || form.length > 1) return;
  const { atoms, exponents } = term.monomial;
  const [atom] = atoms;
  const isPlain = atoms.length === 1 && exponents[0]?.n === 1 && exponents[0].d === 1;
  if (!isPlain || atom === undefined) return;
  const ofAtom = term.coefficient.n > 0n ? sign : opposite(sign);
  if (ofAtom > atom.positivity) atom.positivity = ofAtom as 1 | 2;
}
