import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rationalConstant } from '#lib/combinators/index.js';
import { sum } from '#lib/exact/enclosure/arithmetic.js';
import { dyadic } from '#lib/exact/dyadic.js';
import {
  ALL,
  contains,
  equals,
  isFinite,
  point,
  widthLog2,
} from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { ContradictionError, DivisionByZeroError } from '#lib/exact/errors.js';
import { fromEnds } from '#lib/exact/enclosure/outward.js';
import { rational } from '#lib/exact/rational.js';
import { coneOf } from '#lib/graph/cone.js';
import { CycleError } from '#lib/graph/errors.js';
import { Graph } from '#lib/graph/graph.js';
import { brokenInvariants } from '#lib/graph/invariants.js';
import type { NodeId } from '#lib/graph/node.js';
import { runs } from '#spec/support/effort.js';
import { World } from '#spec/support/world.js';

/** A graph of sums over given leaves that notes every combination it makes. */
class Sums {
  readonly graph = new Graph();
  /** The nodes that were combined, by the name in their parameters, in order. */
  readonly combined: string[] = [];
  readonly #sum: number;
  readonly #leaf: number;
  #leaves = 0;

  constructor() {
    this.#sum = this.graph.defineKind({
      type: 'combinator',
      combinator: {
        name: 'noted-sum',
        combine: (inputs, grid, params) => {
          this.combined.push(params as string);
          return sum(inputs, grid);
        },
        sensitivities: (_inputs, _output, _params, into) => {
          into.fill(0);
        },
      },
    });
    this.#leaf = this.graph.defineKind({
      type: 'refiner',
      refiner: {
        name: 'given',
        version: 1,
        start: () => null,
        step: () => ({ state: null, bounds: ALL }),
      },
    });
  }

  leaf(): NodeId {
    return this.graph.intern(this.#leaf, null, this.#leaves++, [], () => false);
  }

  sum(name: string, ...children: NodeId[]): NodeId {
    return this.graph.intern(this.#sum, name, 0, children, (other) => other === name);
  }

  activate(...roots: NodeId[]): void {
    for (const node of coneOf(this.graph, roots)) this.graph.activate(node);
  }

  /** Gives a leaf the bounds [0, 2^-bits]. */
  narrow(leaf: NodeId, bits: number): boolean {
    return this.graph.narrow(leaf, below(bits));
  }

  /** What a flush combines now. */
  flush(): string[] {
    this.combined.length = 0;
    this.graph.flush();
    return [...this.combined];
  }
}

const below = (bits: number): Enclosure => fromEnds(dyadic(0n, 0), dyadic(1n, -bits), Infinity);

function parentsOf(graph: Graph, node: NodeId): NodeId[] {
  const parents: NodeId[] = [];
  graph.forEachParent(node, (parent) => parents.push(parent));
  return parents.sort((a, b) => a - b);
}

describe('interning', () => {
  it('gives one node for equal kind, parameters and children, and another where one of them differs', () => {
    const world = new World();
    const a = world.node('leaper', [], { n: 1n, d: 3n });
    const b = world.node('leaper', [], { n: 2n, d: 3n });
    expect(world.node('leaper', [], { n: 1n, d: 3n })).toBe(a);
    expect(b).not.toBe(a);
    expect(world.node('stepper', [], { n: 1n, d: 3n, rate: 3 })).not.toBe(a);
    const product = world.node('multiply', [a, b]);
    expect(world.node('multiply', [a, b])).toBe(product);
    expect(world.node('multiply', [b, a])).not.toBe(product);
    expect(world.node('multiply', [a, b, b])).not.toBe(product);
    expect(world.node('add', [a, b])).not.toBe(product);
  });

  it('tells two versions of one refiner apart', () => {
    const graph = new Graph();
    const [first, second] = [1, 2].map((version) =>
      graph.defineKind({
        type: 'refiner',
        refiner: {
          name: 'r',
          version,
          start: () => null,
          step: () => ({ state: null, bounds: ALL }),
        },
      }),
    );
    const node = graph.intern(first!, null, 0, [], () => true);
    expect(graph.intern(second!, null, 0, [], () => true)).not.toBe(node);
  });

  it('never shares a node that was added', () => {
    const { graph } = new World();
    const kind = graph.defineKind({ type: 'combinator', combinator: rationalConstant });
    const one = rational(1n);
    expect(graph.add(kind, one, [])).not.toBe(graph.add(kind, one, []));
  });

  it('puts parents above their children, whatever the order of growth', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 40 }), (pairs) => {
        const world = new World();
        const nodes = [world.node('leaper', [], { n: 1n, d: 3n })];
        for (const [i, j] of pairs) {
          const children = [nodes[i % nodes.length]!, nodes[j % nodes.length]!];
          const node = world.node('add', children);
          nodes.push(node);
          expect(world.graph.heightOf(node)).toBe(
            1 + Math.max(...children.map((child) => world.graph.heightOf(child))),
          );
        }
        expect(brokenInvariants(world.graph)).toEqual([]);
      }),
      { numRuns: runs(25) },
    );
  });

  it('refuses a child that does not exist yet, and keeps the graph as it was', () => {
    const sums = new Sums();
    const refused = (): unknown => sums.sum('early', 7);
    expect(refused).toThrow(CycleError);
    expect(refused).toThrow('child 7 of node 0 does not exist yet');
    expect(sums.graph.size).toBe(0);
    const leaf = sums.leaf();
    expect([...sums.graph.childrenOf(sums.sum('late', leaf, leaf))]).toEqual([leaf, leaf]);
    expect(brokenInvariants(sums.graph)).toEqual([]);
  });

  it('keeps the graph as it was where the own code of a refiner throws', () => {
    const graph = new Graph();
    const kind = graph.defineKind({
      type: 'refiner',
      refiner: {
        name: 'late',
        version: 1,
        start: (params) => {
          if (params === 'bad') throw new TypeError('no such start');
          return params;
        },
        step: () => ({ state: null, bounds: ALL }),
      },
    });
    expect(() => graph.add(kind, 'bad', [])).toThrow('no such start');
    const node = graph.add(kind, 'good', []);
    expect(graph.size).toBe(1);
    expect([graph.paramsOf(node), graph.recordOf(node)?.state]).toEqual(['good', 'good']);
  });
});

describe('parent edges', () => {
  it('appear with the first cone that a node is in, and vanish with the last', () => {
    const sums = new Sums();
    const { graph } = sums;
    const leaf = sums.leaf();
    const a = sums.sum('a', leaf);
    const b = sums.sum('b', leaf, leaf, a);
    expect(parentsOf(graph, leaf)).toEqual([]);
    const cones = [coneOf(graph, [a]), coneOf(graph, [b])] as const;
    for (const node of cones[0]) graph.activate(node);
    expect(parentsOf(graph, leaf)).toEqual([a]);
    for (const node of cones[1]) graph.activate(node);
    expect(parentsOf(graph, leaf)).toEqual([a, b, b]);
    expect(parentsOf(graph, a)).toEqual([b]);
    for (const node of cones[0]) graph.deactivate(node);
    expect(parentsOf(graph, leaf)).toEqual([a, b, b]);
    expect(graph.isActive(a)).toBe(true);
    for (const node of cones[1]) graph.deactivate(node);
    expect(parentsOf(graph, leaf)).toEqual([]);
    expect(graph.isActive(a)).toBe(false);
  });

  it('match the active cones after any order of activations and deactivations', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), {
          minLength: 1,
          maxLength: 12,
        }),
        fc.array(fc.nat(), { maxLength: 30 }),
        (shape, toggles) => {
          const sums = new Sums();
          const { graph } = sums;
          const nodes = [sums.leaf(), sums.leaf()];
          for (const [i, children] of shape.entries()) {
            nodes.push(sums.sum(String(i), ...children.map((c) => nodes[c % nodes.length]!)));
          }
          const open = new Set<NodeId>();
          for (const toggle of toggles) {
            const root = nodes[toggle % nodes.length]!;
            const cone = coneOf(graph, [root]);
            if (open.delete(root)) for (const node of cone) graph.deactivate(node);
            else {
              open.add(root);
              for (const node of cone) graph.activate(node);
            }
            const active = new Set(coneOf(graph, [...open]));
            for (const node of nodes) {
              const expected = [...active].flatMap((parent) =>
                [...graph.childrenOf(parent)].filter((child) => child === node).map(() => parent),
              );
              expect(parentsOf(graph, node)).toEqual(expected.sort((a, b) => a - b));
            }
            graph.flush();
            expect(brokenInvariants(graph)).toEqual([]);
          }
        },
      ),
      { numRuns: runs(30) },
    );
  });
});

describe('a flush', () => {
  it('combines each dirty node exactly once, however many children moved and how often', () => {
    const sums = new Sums();
    const leaves = Array.from({ length: 10 }, () => sums.leaf());
    sums.activate(sums.sum('root', ...leaves));
    expect(sums.flush()).toEqual(['root']);
    for (let bits = 1; bits <= 5; bits++) {
      for (const leaf of leaves) expect(sums.narrow(leaf, bits)).toBe(true);
    }
    expect(sums.flush()).toEqual(['root']);
    expect(sums.flush()).toEqual([]);
  });

  it('takes one entry a node, however often that is marked', () => {
    const sums = new Sums();
    const root = sums.sum('root', sums.leaf());
    sums.activate(root);
    for (let i = 0; i < 100_000; i++) sums.graph.markDirty(root);
    expect(sums.flush()).toEqual(['root']);
    expect(sums.graph.isDirty(root)).toBe(false);
  });

  it('goes in height order, so that a node which is both parent and ancestor sees settled children', () => {
    const sums = new Sums();
    const leaf = sums.leaf();
    const low = sums.sum('low', leaf);
    const middle = sums.sum('middle', low, leaf);
    const high = sums.sum('high', leaf, low, middle);
    sums.activate(high);
    expect(sums.flush()).toEqual(['low', 'middle', 'high']);
    sums.narrow(leaf, 3);
    expect(sums.flush()).toEqual(['low', 'middle', 'high']);
    expect(widthLog2(sums.graph.boundsOf(high))).toBe(-1);
  });

  it('recomputes each dirty node once in any graph, and leaves bounds that follow from the leaves', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), {
          minLength: 1,
          maxLength: 20,
        }),
        fc.array(fc.nat(2), { minLength: 1, maxLength: 12 }),
        (shape, moves) => {
          const sums = new Sums();
          const { graph } = sums;
          const leaves = [sums.leaf(), sums.leaf(), sums.leaf()];
          const nodes = [...leaves];
          for (const [i, children] of shape.entries()) {
            nodes.push(sums.sum(String(i), ...children.map((c) => nodes[c % nodes.length]!)));
          }
          sums.activate(...nodes);
          sums.flush();
          for (const leaf of leaves) sums.narrow(leaf, 0);
          let bits = 0;
          for (const move of moves) {
            sums.narrow(leaves[move]!, ++bits);
            const combined = sums.flush();
            expect(new Set(combined).size).toBe(combined.length);
            const heights = combined.map((name) => graph.heightOf(nodes[3 + Number(name)]!));
            expect(heights).toEqual([...heights].sort((a, b) => a - b));
            for (const node of nodes.slice(3)) {
              expect(equals(graph.boundsOf(node), sum(graph.inputsOf(node), Infinity))).toBe(true);
            }
          }
        },
      ),
      { numRuns: runs(30) },
    );
  });

  it('cuts off where the bounds of a node did not change', () => {
    const world = new World();
    const { graph } = world;
    const leaf = world.node('leaper', [], { n: 1n, d: 3n });
    const two = world.node('rational', [], rational(2n));
    const top = world.node('max', [leaf, two]);
    const root = world.node('negate', [top]);
    for (const node of coneOf(graph, [root])) graph.activate(node);
    expect(graph.flush()).toBe(3);
    graph.narrow(leaf, fromEnds(dyadic(0n, 0), dyadic(3n, 0), 0));
    expect(graph.flush()).toBe(2);
    graph.narrow(leaf, fromEnds(dyadic(0n, 0), dyadic(1n, 0), 0));
    expect(graph.flush()).toBe(2);
    expect(equals(graph.boundsOf(root), point(dyadic(-2n, 0)))).toBe(true);
    graph.narrow(leaf, fromEnds(dyadic(0n, 0), dyadic(1n, -1), -1));
    // The maximum is 2 as before: the negation above it is left alone.
    expect(graph.flush()).toBe(1);
  });

  it('leaves alone what is in no active cone, and catches up when it comes into one', () => {
    const sums = new Sums();
    const leaf = sums.leaf();
    const root = sums.sum('root', leaf);
    sums.activate(root);
    expect(sums.flush()).toEqual(['root']);
    for (const node of coneOf(sums.graph, [root])) sums.graph.deactivate(node);
    sums.narrow(leaf, 4);
    expect(sums.flush()).toEqual([]);
    sums.activate(root);
    expect(sums.flush()).toEqual(['root']);
    expect(widthLog2(sums.graph.boundsOf(root))).toBe(-4);
  });

  it('does not combine again what came back into a cone while nothing had moved', () => {
    const sums = new Sums();
    const leaf = sums.leaf();
    sums.narrow(leaf, 1);
    const root = sums.sum('root', leaf);
    sums.activate(root);
    sums.flush();
    for (const node of coneOf(sums.graph, [root])) sums.graph.deactivate(node);
    sums.activate(root);
    expect(sums.flush()).toEqual([]);
  });

  it('skips a node that was refreshed ahead of it, unless it became dirty again', () => {
    const sums = new Sums();
    const leaf = sums.leaf();
    const low = sums.sum('low', leaf);
    sums.activate(sums.sum('high', low));
    sums.flush();
    sums.narrow(leaf, 1);
    sums.combined.length = 0;
    sums.graph.refresh(low);
    sums.graph.refresh(low);
    expect(sums.combined).toEqual(['low']);
    expect(sums.flush()).toEqual(['high']);
    sums.narrow(leaf, 2);
    sums.graph.refresh(low);
    sums.narrow(leaf, 3);
    expect(sums.flush()).toEqual(['low', 'high']);
  });

  it('shows a combinator one consistent snapshot: bounds are replaced whole and never written to', () => {
    const sums = new Sums();
    const leaf = sums.leaf();
    sums.narrow(leaf, 1);
    const before = sums.graph.boundsOf(leaf);
    const inputs = sums.graph.inputsOf(sums.sum('root', leaf, leaf));
    sums.narrow(leaf, 2);
    expect(equals(before, below(1))).toBe(true);
    expect(inputs[0]).toBe(inputs[1]);
    expect(equals(inputs[0]!, before)).toBe(true);
    expect(equals(sums.graph.boundsOf(leaf), below(2))).toBe(true);
  });
});

describe('the working precision', () => {
  const third = rational(1n, 3n);

  function thirdNode(): { graph: Graph; node: NodeId } {
    const world = new World();
    const node = world.node('rational', [], third);
    world.graph.activate(node);
    world.graph.flush();
    return { graph: world.graph, node };
  }

  it('makes a combinator dirty when it gets finer than the bounds are rounded to', () => {
    const { graph, node } = thirdNode();
    graph.setGrid(node, -50);
    expect(graph.isDirty(node)).toBe(false);
    graph.setGrid(node, -500);
    expect(graph.isDirty(node)).toBe(true);
    graph.flush();
    expect(widthLog2(graph.boundsOf(node))).toBeLessThanOrEqual(-499);
  });

  it('makes a combinator dirty when it is to have more significant bits than before', () => {
    const { graph, node } = thirdNode();
    const isDirtyAt = (bits: number): boolean => {
      graph.setBits(node, bits);
      const isDirty = graph.isDirty(node);
      graph.flush();
      return isDirty;
    };
    expect([700, 700, 600, 701].map(isDirtyAt)).toEqual([true, false, false, true]);
    expect(widthLog2(graph.boundsOf(node))).toBeLessThanOrEqual(-700);
  });

  it('leaves alone what is rounded to it already', () => {
    const { graph, node } = thirdNode();
    graph.setGrid(node, -500);
    graph.flush();
    graph.setGrid(node, -500);
    expect(graph.isDirty(node)).toBe(false);
  });

  it('says to what a combinator will be rounded: by its grid, by its bits, or as it is', () => {
    const { graph, node } = thirdNode();
    const now = graph.roundingOf(node);
    expect(graph.roundingToCome(node)).toBe(now);
    graph.setGrid(node, -500);
    expect(graph.roundingOf(node)).toBe(now);
    expect(graph.roundingToCome(node)).toBe(-499);
    // A third lies below 2^-1, and half a unit of 700 bits on either side of it is a unit.
    graph.setBits(node, 700);
    expect(graph.roundingToCome(node)).toBeCloseTo(Math.log2(1 / 3) - 699, 9);
    graph.flush();
    expect(graph.roundingToCome(node)).toBe(graph.roundingOf(node));
    graph.setGrid(node, -100);
    expect(graph.roundingToCome(node)).toBe(graph.roundingOf(node));
  });

  it('leaves the bounds when it gets coarser', () => {
    const { graph, node } = thirdNode();
    graph.setGrid(node, -500);
    graph.flush();
    const before = graph.boundsOf(node);
    graph.setGrid(node, -100);
    expect(graph.flush()).toBe(0);
    expect(graph.boundsOf(node)).toBe(before);
  });

  it('is not lost when a cone goes before the flush', () => {
    const { graph, node } = thirdNode();
    graph.setGrid(node, -500);
    graph.deactivate(node);
    graph.flush();
    graph.activate(node);
    graph.setGrid(node, -500);
    graph.flush();
    expect(widthLog2(graph.boundsOf(node))).toBeLessThanOrEqual(-499);
  });

  it('leaves an exact point alone', () => {
    const world = new World();
    const node = world.node('rational', [], rational(3n, 8n));
    world.graph.activate(node);
    world.graph.flush();
    world.graph.setGrid(node, -5000);
    expect(world.graph.flush()).toBe(0);
    expect(world.graph.roundingOf(node)).toBe(-Infinity);
  });
});

describe('published bounds', () => {
  it('have the width that is noted for them, of refiners and of combinators', () => {
    const world = new World();
    const leaf = world.node('stepper', [], { n: 1n, d: 3n, rate: 5 });
    const root = world.node('add', [leaf, world.node('rational', [], rational(2n, 3n))]);
    world.admit(root, { digits: 9 });
    world.simulate().run();
    const { graph } = world;
    for (let node = 0; node < graph.size; node++) {
      expect(graph.widthOf(node)).toBe(widthLog2(graph.boundsOf(node)));
      expect(graph.widthOf(node)).toBeLessThan(Infinity);
    }
  });

  it('are the intersection of all that was published, in any order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -99, max: 0 }), fc.integer({ min: 0, max: 99 })), {
          minLength: 1,
        }),
        (published) => {
          const sums = new Sums();
          const leaf = sums.leaf();
          for (const [lo, hi] of published) {
            const before = sums.graph.boundsOf(leaf);
            const offered = fromEnds(dyadic(BigInt(lo), 0), dyadic(BigInt(hi), 0), 0);
            const narrowed = sums.graph.narrow(leaf, offered);
            const after = sums.graph.boundsOf(leaf);
            expect(contains(before, after) && contains(offered, after)).toBe(true);
            expect(narrowed).toBe(!equals(before, after));
          }
          const lo = BigInt(Math.max(...published.map(([end]) => end)));
          const hi = BigInt(Math.min(...published.map(([, end]) => end)));
          const met = fromEnds(dyadic(lo, 0), dyadic(hi, 0), 0);
          expect(equals(sums.graph.boundsOf(leaf), met)).toBe(true);
        },
      ),
      { numRuns: runs(50) },
    );
  });

  it('that do not meet are an error that names the node, both enclosures and its inputs', () => {
    const world = new World();
    const { graph } = world;
    const input = world.node('leaper', [], { n: 1n, d: 3n });
    const node = world.node('echo', [input]);
    graph.narrow(node, fromEnds(dyadic(1n, 0), dyadic(2n, 0), 0));
    const publish = (): unknown => graph.narrow(node, fromEnds(dyadic(5n, 0), dyadic(7n, 0), 0));
    expect(publish).toThrow(ContradictionError);
    expect(publish).toThrow(
      `echo#${String(node)}: two proven enclosures do not meet: [1, 2] and [5, 7], ` +
        `from the inputs leaper#${String(input)}`,
    );
    expect(equals(graph.boundsOf(node), fromEnds(dyadic(1n, 0), dyadic(2n, 0), 0))).toBe(true);
  });
});

describe('an error in a combinator', () => {
  it('stays with its node, which keeps its bounds, and its parents see it there', () => {
    const world = new World();
    const { graph } = world;
    const zero = world.node('rational', [], rational(0n));
    const one = world.node('rational', [], rational(1n));
    const quotient = world.node('divide', [one, zero]);
    const root = world.node('add', [quotient, one]);
    for (const node of coneOf(graph, [root])) graph.activate(node);
    graph.flush();
    expect(graph.hasErrors).toBe(true);
    const error = graph.errorOf(quotient);
    expect(error).toBeInstanceOf(DivisionByZeroError);
    expect(error?.node).toBe(`divide#${String(quotient)}`);
    expect(graph.nodeWithError(error!)).toBe(quotient);
    expect(graph.errorOf(graph.childAt(root, 0))).toBe(error);
    expect(graph.errorOf(root)).toBeUndefined();
    expect(graph.boundsOf(root)).toEqual(ALL);
    expect(brokenInvariants(graph)).toEqual([]);
  });
});

describe('large graphs', () => {
  it('a chain builds and flushes without recursion: 200,000 nodes, a million at effort 5', () => {
    const world = new World();
    const { graph } = world;
    let node = world.node('rational', [], rational(1n, 3n));
    const copy = graph.defineKind({
      type: 'combinator',
      combinator: { name: 'copy', combine: ([x]) => x!, sensitivities: () => undefined },
    });
    const length = runs(200_000);
    for (let i = 0; i < length; i++) node = graph.intern(copy, null, 0, [node], () => true);
    const cone = coneOf(graph, [node]);
    expect(cone.length).toBe(length + 1);
    for (const each of cone) graph.activate(each);
    expect(graph.flush()).toBe(length + 1);
    expect(graph.heightOf(node)).toBe(length);
    expect(graph.boundsOf(node)).toBe(graph.boundsOf(cone[0]!));
    for (const each of cone) graph.deactivate(each);
    expect(parentsOf(graph, cone[0]!)).toEqual([]);
  });

  it('x = x + x 1,000 times is 1,001 nodes, each combined once', () => {
    const sums = new Sums();
    const leaf = sums.leaf();
    sums.narrow(leaf, 0);
    let node = leaf;
    for (let i = 0; i < 1000; i++) node = sums.sum('x', node, node);
    expect(sums.graph.size).toBe(1001);
    sums.activate(node);
    expect(sums.flush()).toHaveLength(1000);
    expect(widthLog2(sums.graph.boundsOf(node))).toBe(1000);
    expect(isFinite(sums.graph.boundsOf(node))).toBe(true);
  });
});
