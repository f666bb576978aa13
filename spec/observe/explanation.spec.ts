import { describe, expect, it } from '@jest/globals';
import { createSession, exp, pi, real, sin, sqrt } from 'pincer';

describe('an explanation', () => {
  it('shares the width out over the nodes that answer for it', () => {
    const session = createSession();
    const value = sin(sqrt(2).add(pi)).multiply(exp(3)).add('1/3');
    value.refineSync({ digits: 50 }, { session });
    const explanation = value.explain({ digits: 50 }, { session });
    const shares = explanation.nodes.reduce((sum, { share }) => sum + share, 0);
    expect(shares).toBeCloseTo(1, 3);
    expect(explanation.limiting?.share).toBe(
      Math.max(...explanation.nodes.map(({ share }) => share)),
    );
    expect(explanation.nodes.at(-1)?.sensitivity).toBe(0);
    const circle = explanation.nodes.find(({ node }) => node.startsWith('pi#'))!;
    expect(circle.steps).toBe(1);
    expect(circle.bitsComputed).toBeLessThanOrEqual(circle.bitsNeeded + 32);
  });

  it('says of each node what it contributes, is asked for, took and where', () => {
    const session = createSession();
    const value = sin(sqrt(2).add(pi)).multiply(exp(3));
    value.refineSync({ digits: 50 }, { session });
    const { nodes, allowance } = value.explain({ digits: 50 }, { session });
    const sources = nodes.filter(({ contribution }) => contribution > -Infinity).length;
    for (const each of nodes) {
      const { sensitivity, contribution, demand, steps, placement, share } = each;
      expect(contribution).toBeLessThanOrEqual(sensitivity + each.width + 1e-9);
      // A flat share of the allowance, divided by how strongly the node moves the root.
      expect(demand).toBeCloseTo(allowance - Math.log2(sources) - sensitivity, 6);
      expect(placement).toBe(steps > 0 ? 'inline' : null);
      expect(each.cost > 0).toBe(steps > 0);
      expect(share).toBeGreaterThanOrEqual(0);
    }
    expect(nodes.filter(({ steps }) => steps > 0)).toHaveLength(4);
  });

  it('finds at most twice the bits computed that are needed, whatever the value', () => {
    const values = [
      sqrt(2).add(pi),
      sin(sqrt(2)).multiply(exp(20)),
      exp(-40).add(pi.multiply(2 ** 40)),
      sqrt(sqrt(2).add('1e-9')).divide(pi),
      sin(pi.multiply(1000)).add(sqrt(3).ln()),
    ];
    for (const value of values) {
      for (const digits of [30, 300, 3000]) {
        const session = createSession();
        value.refineSync({ digits }, { session });
        const { nodes } = value.explain({ digits }, { session });
        for (const { bitsComputed, bitsNeeded, steps } of nodes) {
          // A first look takes 64 bits, needed or not.
          if (steps > 1) expect(bitsComputed).toBeLessThanOrEqual(Math.max(96, 2 * bitsNeeded));
        }
      }
    }
  });

  it('is plain data that JSON can write, infinite logarithms as text', () => {
    const session = createSession();
    const value = sqrt(2).add('1/3');
    value.refineSync({ digits: 50 }, { session });
    const explanation = value.explain({ digits: 50 }, { session });
    const plain = explanation.toJSON();
    expect(JSON.parse(JSON.stringify(plain))).toEqual(plain);
    expect(plain.nodes).toHaveLength(explanation.nodes.length);
    expect(plain.limiting).toBe(explanation.limiting?.node);
    const two = plain.nodes.find(({ bounds }) => bounds === '2');
    expect(two).toMatchObject({ width: '-Infinity', steps: 0 });
    const blank = sqrt(3).add(pi).explain({ digits: 50 }, { session });
    expect(blank.toJSON().nodes.at(-1)).toMatchObject({ width: 'Infinity', placement: null });
  });

  it('names the datum that limits a value, and reads as text', () => {
    const session = createSession();
    const value = real.between('1.22', '1.24').multiply(pi);
    value.refineSync({ digits: 9 }, { session });
    const text = String(value.explain({ digits: 9 }, { session }));
    expect(text).toMatch(/^node +bounds +width +sensitivity +contribution +share +demand/);
    expect(text).toMatch(/limited by datum#0 \[1.22, 1.24001\], (100|99)\.\d% of the width$/);
  });
});
