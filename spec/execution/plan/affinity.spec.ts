import { describe, expect, it } from '@jest/globals';
import { chainHead, onlyRefinerChild } from '#lib/execution/plan/affinity.js';
import { World } from '#spec/support/world.js';

const value = { n: 1n, d: 3n };

describe('colocation', () => {
  const world = new World();
  const { graph } = world;
  const leaf = world.node('leaper', [], value);
  const other = world.node('leaper', [], { n: 2n, d: 3n });
  const echo = world.node('echo', [leaf]);
  const echoOfEcho = world.node('echo', [echo]);
  const everywhere = () => false;

  it('follows the only refiner child, all the way down', () => {
    expect(onlyRefinerChild(graph, echo)).toBe(leaf);
    expect(chainHead(graph, echoOfEcho, everywhere)).toBe(leaf);
    expect(chainHead(graph, leaf, everywhere)).toBe(leaf);
  });

  it('takes a child that stands there twice for one, and constants for none', () => {
    const constant = world.node('rational', [], { n: 1n, d: 7n });
    expect(onlyRefinerChild(graph, world.node('echo', [leaf, leaf]))).toBe(leaf);
    expect(onlyRefinerChild(graph, world.node('echo', [constant, leaf]))).toBe(leaf);
    expect(onlyRefinerChild(graph, world.node('echo', [constant]))).toBeUndefined();
  });

  it('ends at several refiner children', () => {
    const two = world.node('echo', [leaf, other]);
    expect(onlyRefinerChild(graph, two)).toBeUndefined();
    expect(chainHead(graph, world.node('echo', [two]), everywhere)).toBe(two);
  });

  it('ends at a combinator, which gathers what many bring', () => {
    const sum = world.node('add', [leaf, other]);
    const above = world.node('echo', [sum]);
    expect(chainHead(graph, above, everywhere)).toBe(above);
  });

  it('ends where a placement is explicit, on either side', () => {
    expect(chainHead(graph, echoOfEcho, (node) => node === leaf)).toBe(echo);
    expect(chainHead(graph, echoOfEcho, (node) => node === echo)).toBe(echoOfEcho);
    expect(chainHead(graph, echoOfEcho, (node) => node === echoOfEcho)).toBe(echoOfEcho);
  });

  it('follows a long chain no further than it pays', () => {
    let top = leaf;
    for (let i = 0; i < 1000; i++) top = world.node('echo', [top], i);
    expect(chainHead(graph, top, everywhere)).toBeGreaterThan(leaf);
  });
});
