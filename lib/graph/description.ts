/** How nodes are named in errors and events, and the error of a contradiction. */
import { describeEnclosure } from '../exact/describe.js';
import type { Enclosure } from '../exact/enclosure/enclosure.js';
import { ContradictionError } from '../exact/errors.js';
import { kindName } from './kind.js';
import type { NodeId } from './node.js';
import type { Structure } from './structure.js';

/** A short text for a node: its function and number, and its label where it has one. */
export function describeNode(structure: Structure, node: NodeId): string {
  const params = structure.paramsOf(node);
  const label =
    typeof params === 'object' && params !== null && 'label' in params
      ? ` ${String(params.label)}`
      : '';
  return `${kindName(structure.kindOf(node))}#${String(node)}${label}`;
}

/** The error where two enclosures of a node, each proven, have no point in common. */
export function contradictionAt(
  structure: Structure,
  node: NodeId,
  before: Enclosure,
  bounds: Enclosure,
): ContradictionError {
  const children = [...structure.childrenOf(node)];
  const inputs = children.map((child) => describeNode(structure, child)).join(', ');
  return new ContradictionError(
    `${describeNode(structure, node)}: two proven enclosures do not meet: ` +
      `${describeEnclosure(before)} and ${describeEnclosure(bounds)}` +
      (inputs === '' ? '' : `, from the inputs ${inputs}`),
  );
}
