import { describe, expect, it } from '@jest/globals';
import {
  containsZero,
  isFinite,
  magnitudeLog2,
  widthLog2,
} from '#lib/exact/enclosure/enclosure.js';
import type { Rational } from '#lib/exact/rational.js';
import { real, source, sqrt } from '#lib/index.js';
import type { Real } from '#lib/index.js';
import { refined } from '#lib/refiner.js';
import { identify, specialValue } from '#lib/identity/identify.js';
import type { Finding } from '#lib/identity/identify.js';
import { identities, nearMisses } from '#spec/support/identity/cases.js';
import { compared, difference, Questions, read } from '#spec/support/identity/question.js';

const ZERO: Rational = { n: 0n, d: 1n };

/** By which proof a finding is of an equality; a number of bits where the bounds have to be that narrow. */
function wayOf(finding: Finding): string | number {
  if (finding.kind === 'equal') return finding.proof.kind;
  return finding.kind === 'apart' ? finding.bits : finding.kind;
}

function undecidedText(text: string): Finding {
  return new Questions().identify(read(text));
}

describe('identify', () => {
  it.each(identities)('proves $a = $b', ({ a, b, way }) => {
    const questions = new Questions();
    const node = questions.looked(difference(a, b));
    const { graph } = questions.world;
    const finding = identify(graph, node, ZERO);
    expect(wayOf(finding)).toBe(way);
    if (finding.kind !== 'apart') return;
    questions.world.refine(node, { bits: finding.bits + 1 });
    expect(widthLog2(graph.boundsOf(node))).toBeLessThan(-finding.bits);
    expect(containsZero(graph.boundsOf(node))).toBe(true);
  });

  it.each(nearMisses)('does not take %s for %s', (a, b) => {
    const questions = new Questions();
    const node = questions.looked(difference(a, b));
    const { graph } = questions.world;
    const finding = identify(graph, node, ZERO);
    expect(finding.kind).not.toBe('equal');
    questions.world.refine(node, { sign: true });
    const bounds = graph.boundsOf(node);
    expect(containsZero(bounds)).toBe(false);
    if (finding.kind !== 'apart' || !isFinite(bounds)) return;
    expect(magnitudeLog2(bounds)).toBeGreaterThanOrEqual(-finding.bits);
  });

  it('answers for any number, not for zero alone', () => {
    const questions = new Questions();
    const node = questions.looked(read('sqrt(2)*sqrt(8)').subtract(0));
    const of = (p: Rational): string => identify(questions.world.graph, node, p).kind;
    expect(of({ n: 4n, d: 1n })).toBe('equal');
    expect(of({ n: 9n, d: 2n })).toBe('distinct');
  });

  it('bounds a combination of logarithms by their product, and by the multiple that makes it one', () => {
    const bits = (divisor: number): unknown => {
      const finding = compared(
        `ln(1 + cbrt(2 + sqrt(5)))/${String(divisor)}`,
        `ln(1 + phi)/${String(divisor)}`,
      );
      expect(finding).toMatchObject({ kind: 'apart', proof: { kind: 'product', degree: 6 } });
      return finding.kind === 'apart' ? finding.bits : undefined;
    };
    // |e^t - 1| <= 2 |t|, and t is the divisor times what is asked for.
    const one = bits(1) as number;
    expect([bits(4), bits(7), bits(16)]).toEqual([one + 2, one + 3, one + 4]);
  });

  it('gives the same answer twice, and changes nothing', () => {
    const questions = new Questions();
    const node = questions.looked(difference('sqrt(5 + 2*sqrt(6))', 'sqrt(2) + sqrt(3)'));
    const { graph } = questions.world;
    const before = Array.from({ length: graph.size }, (_, i) => graph.boundsOf(i));
    const first = identify(graph, node, ZERO);
    expect(identify(graph, node, ZERO)).toEqual(first);
    expect(Array.from({ length: graph.size }, (_, i) => graph.boundsOf(i))).toEqual(before);
  });

  it('takes two data with the same bounds for two unknowns, and one for itself', () => {
    const [a, b] = [real.between('1.22', '1.24'), real.between('1.22', '1.24')];
    expect(new Questions().identify(a.subtract(b)).kind).toBe('open');
    expect(new Questions().identify(a.subtract(a).multiply(2))).toMatchObject({ kind: 'equal' });
    expect(new Questions().identify(a.pow(2).subtract(b.pow(2))).kind).toBe('open');
    expect(new Questions().identify(a.multiply(a).subtract(a.pow(2))).kind).toBe('equal');
  });

  it('takes two sources of one name for two unknowns', () => {
    const answer = (): Promise<{ lower: string; upper: string }> =>
      Promise.resolve({ lower: '1', upper: '2' });
    const [a, b] = [source('rate', answer), source('rate', answer)];
    const ask = (value: Real): string => {
      const questions = new Questions();
      return identify(questions.world.graph, questions.nodeOf(value), ZERO).kind;
    };
    expect(ask(a.subtract(b))).toBe('open');
    expect(ask(a.subtract(a))).toBe('equal');
  });

  it('takes a refiner of somebody’s own for an unknown, whatever its name', () => {
    const sine = {
      name: 'sin',
      version: 99,
      start: () => null,
      step: () => ({
        state: null,
        bounds: { kind: 'narrow', lo: -1n, width: 2, exp: 0 } as const,
        done: 'exhausted' as const,
      }),
    };
    const node = (x: Real): Real => refined(sine, null, [x]);
    const ask = (value: Real): string => {
      const questions = new Questions();
      return identify(questions.world.graph, questions.nodeOf(value), ZERO).kind;
    };
    expect(ask(node(read('pi')))).toBe('open');
    expect(ask(read('sin(pi)'))).toBe('equal');
    // Of equal inputs as well: only the node itself is known to be equal to itself.
    expect(ask(node(read('sqrt(2)*sqrt(3)')).subtract(node(read('sqrt(6)'))))).toBe('open');
    const one = node(read('pi'));
    expect(ask(one.multiply(2).subtract(one).subtract(one))).toBe('equal');
  });

  it('says nothing of what it cannot decide', () => {
    for (const text of ['pi*e - 8.5397', '2^pi - 8.8249', 'ln(pi) - 1.1447', 'e^e - 15.154']) {
      expect(undecidedText(text).kind).toBe('open');
    }
  });

  it('names the theorem by which two numbers differ', () => {
    const theorem = (text: string): unknown => {
      const questions = new Questions();
      return identify(questions.world.graph, questions.nodeOf(read(text)), ZERO);
    };
    const cases = {
      'sqrt(2) + sqrt(3) - 22/7': 'Besicovitch',
      'pi^2 - 10 + sqrt(2)': 'Lindemann',
      'ln(3) - sqrt(2)': 'Lindemann',
      'sin(1)^3 - cos(1)': 'Lindemann',
      'ln(2)/ln(3) - 2/3': 'Baker',
      'pi + sqrt(2)*ln(2) - atan(1/2)': 'Baker',
      'e^sqrt(2) - e^2 + e': 'Lindemann-Weierstrass',
      '2^sqrt(2) - 8/3': 'Gelfond-Schneider',
      'e^pi - pi - 20': 'Nesterenko',
    };
    for (const [text, expected] of Object.entries(cases)) {
      expect([text, theorem(text)]).toEqual([text, { kind: 'distinct', theorem: expected }]);
    }
    // Hypotheses that do not hold: two exponentials beside pi, two of them with logarithms, a root that may be 0.
    for (const text of [
      'e^pi + e^(pi*sqrt(2)) - pi',
      '2^sqrt(2) + 2^sqrt(3) - 6',
      '2^pi - 9',
      'pi*ln(2) - 2',
      'ln(2)*ln(3) - 1',
      'sin(1) + cos(2) - 1/2',
      'pi + sqrt(sqrt(5) - 2)',
    ]) {
      expect([text, theorem(text)]).not.toMatchObject([text, { kind: 'distinct' }]);
    }
  });

  it('does not hide what is not defined: an equality holds where both sides are', () => {
    // The form is empty; that the divisor is zero is another question, which it answers too.
    const questions = new Questions();
    const { graph } = questions.world;
    const divisor = read('sqrt(2)^2 - 2');
    const quotient = real(1).divide(divisor);
    expect(identify(graph, questions.nodeOf(divisor), ZERO).kind).toBe('equal');
    expect(identify(graph, questions.nodeOf(quotient), ZERO).kind).not.toBe('distinct');
  });

  it('answers within its limits of work', () => {
    const limits = { node: 200, question: 1000 };
    expect(compared('(pi + e)^9', '((e + pi)^3)^3').kind).toBe('equal');
    expect(compared('(pi + e)^9', '((e + pi)^3)^3', limits).kind).toBe('open');
    expect(compared('pi + e', 'e + pi', limits).kind).toBe('equal');
    const many = Array.from({ length: 5000 }, (_, i) => sqrt(i + 2).sin());
    const sum = many.reduce((a, b) => a.add(b));
    const questions = new Questions();
    expect(identify(questions.world.graph, questions.nodeOf(sum), ZERO).kind).toBe('open');
  });
});

describe('specialValue', () => {
  const of = (text: string): unknown => {
    const questions = new Questions();
    return specialValue(questions.world.graph, questions.looked(read(text)));
  };

  it('is the rational number that a form is', () => {
    expect(of('mod(7*pi, pi)')).toEqual({ kind: 'rational', value: ZERO });
    expect(of('cos(pi/3)')).toEqual({ kind: 'rational', value: { n: 1n, d: 2n } });
    expect(of('floor(log(1000, 10))')).toEqual({ kind: 'rational', value: { n: 3n, d: 1n } });
    expect(of('sqrt(2)')).toBeUndefined();
  });

  it('names the poles of the tangent', () => {
    expect(of('tan(pi/2)')).toEqual({ kind: 'pole', turn: { n: 1n, d: 2n } });
    expect(of('tan(-3*pi/2)')).toEqual({ kind: 'pole', turn: { n: -3n, d: 2n } });
    expect(of('tan(2*asin(sqrt(2)/2))')).toEqual({ kind: 'pole', turn: { n: 1n, d: 2n } });
    expect(of('tan(pi/3)')).toBeUndefined();
    expect(of('tan(pi/2 + 10^-50)')).toBeUndefined();
  });
});
