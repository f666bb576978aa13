/**
 * A text, read into a graph of its own: its nodes for drawing, and what its digits are predicted to cost.
 *
 * Every refiner is predicted by the scheduler's own prior, at the bits of the whole value, twice: once for a first
 * look and for what a second wave may need.
 */
import { check, expression, ExpressionSyntaxError, renderProblem } from 'pincer';
import { admission, Graph, predictCost } from 'pincer/coordinator';
import type { AdmittedRoot } from 'pincer/coordinator';
import { builtinRegistry } from 'pincer/execution';
import type { Registry } from 'pincer/execution';
import type { DrawnNode, Mistake } from '../protocol.js';
import { isConstant, labelOf } from './label.js';

/** More nodes than these are not drawn. */
const MOST_DRAWN = 120;
const BITS_PER_DIGIT = Math.log2(10);
const GUARD_BITS = 64;

export interface Value {
  readonly text: string;
  readonly graph: Graph;
  readonly registry: Registry;
  readonly root: AdmittedRoot;
  /** Root first. */
  readonly nodes: readonly number[];
}

/** Why a text is no value, where reading it has thrown an error. */
export function mistakesOf(text: string, error: unknown): Mistake[] {
  if (text.trim() === '')
    return [{ message: 'Type an expression.', at: 0, shown: 'Type an expression.' }];
  if (!(error instanceof ExpressionSyntaxError)) {
    const message = error instanceof Error ? error.message : String(error);
    return [{ message, at: 0, shown: message }];
  }
  return check(text).problems.map((problem) => ({
    message: problem.message,
    at: problem.at,
    shown: renderProblem(text, problem),
  }));
}

/** @throws ExpressionSyntaxError, or the mathematical error that exact operands prove, such as a division by zero. */
export function read(text: string): Value {
  const graph = new Graph();
  const registry = builtinRegistry();
  const root = admission(graph, registry)(expression(text));
  return { text, graph, registry, root, nodes: below(graph, root.root) };
}

export function predictedMilliseconds({ graph, nodes, root }: Value, digits: number): number {
  if (root.exact !== undefined) return 0;
  const bits = digits * BITS_PER_DIGIT + GUARD_BITS;
  const one = predictCost({
    bounds: { kind: 'narrow', lo: 1n, width: 1, exp: 0 },
    demand: { width: -bits },
    inputs: undefined,
  });
  const refiners = nodes.filter((node) => graph.isRefiner(node)).length;
  return (2 * refiners * one) / 1e6;
}

/** The nodes that are drawn. An exact constant is part of the label of what it is an operand of. */
export function drawnNodes({ graph, nodes, root }: Value): { nodes: DrawnNode[]; hidden: number } {
  const cards = nodes.filter((node) => node === root.root || !isConstant(graph, node));
  const shown = new Set(cards.slice(0, MOST_DRAWN));
  return {
    nodes: [...shown].map((id) => ({
      id,
      label: labelOf(graph, id),
      children: [...graph.childrenOf(id)].filter((child) => shown.has(child)),
      steps: graph.isRefiner(id),
    })),
    hidden: cards.length - shown.size,
  };
}

/** A node and all below it, breadth first. */
function below(graph: Graph, root: number): number[] {
  const found = new Set([root]);
  for (const node of found) for (const child of graph.childrenOf(node)) found.add(child);
  return [...found];
}
