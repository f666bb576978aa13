import { describe, expect, it } from '@jest/globals';
import { pathTo, withPath } from '#lib/coordinator/transitions/failure.js';
import { DomainError, PincerError } from '#lib/exact/errors.js';
import { ConePositions } from '#lib/graph/cone-positions.js';
import { coneOf } from '#lib/graph/cone.js';
import type { NodeId } from '#lib/graph/node.js';
import { size } from '#spec/support/effort.js';
import { World } from '#spec/support/world.js';

function path(world: World, root: NodeId, node: NodeId): readonly string[] {
  const cone = coneOf(world.graph, [root]);
  for (const each of cone) world.graph.activate(each);
  return pathTo(world.graph, new ConePositions(cone), root, node);
}

describe('the path from a root to a node', () => {
  it('names the functions on a shortest way, outermost first', () => {
    const world = new World();
    const leaf = world.leaf('leaper', 1n, 3n);
    const long = world.node('abs', [world.node('negate', [leaf])]);
    expect(path(world, world.node('multiply', [long, leaf]), leaf)).toEqual(['multiply', 'leaper']);
    expect(path(world, world.node('add', [long, long]), leaf)).toEqual([
      'add',
      'abs',
      'negate',
      'leaper',
    ]);
  });

  it('of a root to itself is the root, and to a node outside its cone is empty', () => {
    const world = new World();
    const leaf = world.leaf('leaper', 1n, 3n);
    expect(path(world, leaf, leaf)).toEqual(['leaper']);
    expect(path(world, leaf, world.leaf('leaper', 2n, 3n))).toEqual([]);
  });

  it('leaves out the middle of a long way', () => {
    const world = new World();
    const leaf = world.leaf('leaper', 1n, 3n);
    let root = leaf;
    for (let i = 0; i < size(100_000); i++) root = world.node('negate', [root]);
    const names = path(world, root, leaf);
    expect(names).toHaveLength(21);
    expect([names[0], names[10], names[20]]).toEqual(['negate', '...', 'leaper']);
  });

  it('goes with a copy of the error, of the same class and message', () => {
    const error = new DomainError('ln: no');
    error.node = 'ln#3';
    const copy = withPath(error, ['add', 'ln']);
    expect(copy).toBeInstanceOf(DomainError);
    expect(copy).toBeInstanceOf(PincerError);
    expect(copy).toMatchObject({
      name: 'DomainError',
      message: 'ln: no',
      node: 'ln#3',
      path: ['add', 'ln'],
    });
    expect(copy.stack).toBe(error.stack);
    expect(error.path).toBeUndefined();
  });
});
