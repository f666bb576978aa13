import { describe, expect, it } from '@jest/globals';
import { Equalities } from '#lib/coordinator/goals/equalities.js';
import type { IdentityProof } from '#lib/identity/identify.js';
import { coneOf } from '#lib/graph/cone.js';
import { Questions, read } from '#spec/support/identity/question.js';

const ZERO = { m: 0n, e: 0 };

/** A node in a graph of its own, and the memory of what is asked there. */
function asked(text: string) {
  const questions = new Questions();
  const { graph } = questions.world;
  return { node: questions.looked(read(text)), graph, equalities: new Equalities(graph) };
}

describe('the memory of equalities', () => {
  it('gives the answer of the identity layer, and asks once for each number', () => {
    const { node, equalities } = asked('sqrt(2)^2 - 2');
    for (let i = 0; i < 2; i++) {
      expect(equalities.findingAt(node, ZERO)).toMatchObject({ kind: 'equal' });
      expect(equalities.searches).toBe(1);
    }
    for (let i = 0; i < 2; i++) {
      expect(equalities.findingAt(node, { m: 1n, e: 0 }).kind).not.toBe('equal');
      expect(equalities.searches).toBe(2);
    }
  });

  it('gives a special value each time, or none, and asks once', () => {
    const value = { kind: 'rational', value: { n: 1n, d: 2n } };
    for (const [text, special] of [
      ['cos(pi/3)', value],
      ['sqrt(2)', undefined],
    ] as const) {
      const { node, equalities } = asked(text);
      for (let i = 0; i < 3; i++) expect(equalities.specialValueOf(node)).toEqual(special);
      expect(equalities.searches).toBe(1);
    }
  });

  it('asks for no number beyond 2^4096 and below its reciprocal', () => {
    const { node, equalities } = asked('sqrt(2)');
    for (const e of [4097, -4097])
      expect(equalities.findingAt(node, { m: 1n, e }).kind).toBe('open');
    expect(equalities.searches).toBe(0);
    equalities.findingAt(node, { m: 1n, e: 4096 });
    equalities.findingAt(node, { m: 1n, e: -4096 });
    expect(equalities.searches).toBe(2);
  });

  it('names the highest proof in a cone, and keeps what it knows by the new numbers of nodes', () => {
    const { node, graph, equalities } = asked('exp(sqrt(2)^2 - 2) + pi');
    const cone = coneOf(graph, [node]);
    expect(equalities.proofIn(cone)).toBeUndefined();
    const [low, high]: IdentityProof[] = [{ kind: 'form' }, { kind: 'bound', bits: 1, degree: 2 }];
    equalities.note(cone[0]!, low!);
    expect(equalities.proofIn(cone)).toBe(low);
    equalities.note(cone[2]!, high!);
    expect(equalities.proofIn(cone)).toBe(high);
    equalities.specialValueOf(node);
    // The node of the high proof is gone, the others lie ten further on.
    const numbers = Int32Array.from({ length: graph.size }, (_, i) => i + 10);
    numbers[cone[2]!] = -1;
    equalities.renumber(numbers);
    expect(equalities.proofIn([cone[0]! + 10] as never)).toBe(low);
    expect(equalities.proofIn([cone[0]!, cone[2]!, cone[2]! + 10] as never)).toBeUndefined();
    const { searches } = equalities;
    equalities.specialValueOf(node + 10);
    expect(equalities.searches).toBe(searches);
  });
});
