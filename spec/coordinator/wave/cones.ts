/** Small cones with bounds of known widths, for the pure parts of a wave. */
import fc from 'fast-check';
import { divideFloor } from '#lib/exact/integer.js';
import { ConePositions } from '#lib/graph/cone-positions.js';
import { coneOf } from '#lib/graph/cone.js';
import type { Cone } from '#lib/graph/cone.js';
import type { Graph } from '#lib/graph/graph.js';
import type { NodeId } from '#lib/graph/node.js';
import { World } from '#spec/support/world.js';

export interface DrawnCone {
  readonly world: World;
  readonly graph: Graph;
  readonly cone: Cone;
  readonly positions: ConePositions;
  readonly root: NodeId;
}

/** The cone of a root, active, with every combinator computed. */
export function coneAt(world: World, root: NodeId): DrawnCone {
  const { graph } = world;
  const cone = coneOf(graph, [root]);
  for (const node of cone) graph.activate(node);
  graph.flush();
  return { world, graph, cone, positions: new ConePositions(cone), root };
}

/** A leaf of value n / 3 whose bounds are `2^-bits` wide. */
export function leafOf(
  world: World,
  n: number,
  bits: number,
  name: 'leaper' | 'stepper' = 'leaper',
) {
  const leaf = world.leaf(name, BigInt(n), 3n);
  const lo = divideFloor(BigInt(n) << BigInt(bits), 3n);
  world.graph.narrow(leaf, { kind: 'narrow', lo, width: 1, exp: -bits });
  return leaf;
}

/** A node over earlier ones, which are named by numbers taken modulo how many there are. */
export interface Shape {
  readonly kind: 'leaf' | 'add' | 'negate' | 'echo';
  readonly children: readonly number[];
  readonly bits: number;
}

export function shapes(...kinds: readonly Shape['kind'][]): fc.Arbitrary<readonly Shape[]> {
  return fc.array(
    fc.record({
      kind: fc.constantFrom(...kinds),
      children: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
      bits: fc.integer({ min: 0, max: 40 }),
    }),
    { minLength: 1, maxLength: 14 },
  );
}

/** The cone of a sum of the last nodes. */
export function build(drawn: readonly Shape[]): DrawnCone {
  const world = new World();
  const nodes = [leafOf(world, 1, 3)];
  drawn.forEach(({ kind, children, bits }, i) => {
    const below = children.map((child) => nodes[child % nodes.length]!);
    if (kind === 'leaf') nodes.push(leafOf(world, i + 2, bits));
    else nodes.push(world.node(kind, kind === 'add' ? below : below.slice(0, 1)));
  });
  return coneAt(world, world.node('add', nodes.slice(-3)));
}
