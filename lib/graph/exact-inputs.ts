import { rationalConstant } from '../combinators/rational.js';
import { ratIsShort } from '../exact/rational.js';
import type { Rational } from '../exact/rational.js';
import type { StepContext } from '../refiners/refiner.js';
import type { Graph } from './graph.js';
import type { NodeId } from './node.js';

/** The inputs of a node that are short rational constants; `undefined` where there is none. */
export function exactInputsOf(graph: Graph, node: NodeId): StepContext['exactInputs'] {
  let exact: (Rational | undefined)[] | undefined;
  const count = graph.childCount(node);
  for (let i = 0; i < count; i++) {
    const child = graph.childAt(node, i);
    const kind = graph.kindOf(child);
    if (kind.type !== 'combinator' || kind.combinator !== (rationalConstant as unknown)) continue;
    const value = graph.paramsOf(child) as Rational;
    if (!ratIsShort(value)) continue;
    exact ??= count === 1 ? [value] : new Array<Rational | undefined>(count).fill(undefined);
    exact[i] = value;
  }
  return exact;
}
