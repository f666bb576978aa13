import { describe, expect, test } from '@jest/globals';
import { rationalConstant } from '#lib/combinators/rational.js';
import { sumCombinator } from '#lib/combinators/sum.js';
import { rational } from '#lib/exact/rational.js';
import { Graph } from '#lib/graph/graph.js';
import { exactInputsOf } from '#lib/graph/exact-inputs.js';

function graphOf(...values: ReturnType<typeof rational>[]) {
  const graph = new Graph();
  const constant = graph.defineKind({
    type: 'combinator',
    combinator: rationalConstant,
  });
  const addition = graph.defineKind({ type: 'combinator', combinator: sumCombinator });
  const leaves = values.map((value) => graph.add(constant, value, []));
  return { graph, addition, leaves, root: graph.add(addition, null, leaves) };
}

describe('The exact inputs of a node', () => {
  test('are its short rational constants, each at its place', () => {
    const third = rational(1n, 3n);
    const long = rational(1n, 2n ** 64n + 1n);
    const { graph, root } = graphOf(long, third);
    expect(exactInputsOf(graph, root)).toEqual([undefined, third]);
  });

  test('are none for a leaf, and where all children are long or are no constants', () => {
    const { graph, addition, leaves, root } = graphOf(rational(2n ** 64n), rational(1n, 3n ** 50n));
    expect(exactInputsOf(graph, root)).toBeUndefined();
    expect(exactInputsOf(graph, leaves[0]!)).toBeUndefined();
    expect(exactInputsOf(graph, graph.add(addition, null, [root, root]))).toBeUndefined();
  });
});
