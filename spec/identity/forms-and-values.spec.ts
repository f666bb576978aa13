import { describe, expect, it } from '@jest/globals';
import {
  containsZero,
  isFinite,
  magnitudeLog2,
  widthLog2,
} from '#lib/exact/enclosure/enclosure.js';
import { PincerError } from '#lib/exact/errors.js';
import type { NodeId } from '#lib/graph/node.js';
import { zeroBound } from '#lib/identity/bound/zero-bound.js';
import { identify } from '#lib/identity/identify.js';
import { Work } from '#lib/identity/work.js';
import { seeded } from '#lib/exact/seeded.js';
import { runs } from '#spec/support/effort.js';
import { Evaluation, formOfNode } from './evaluated.js';
import { algebraic, anything } from './expressions.js';
import { Questions, read } from '#spec/support/identity/question.js';

const BITS = 280;
const BUDGET = { separationBits: 512, steps: 4000 };

/** The node of a text, looked at as far as a search for its sign does; undefined where it has no value. */
function nodeOf(questions: Questions, text: string): NodeId | undefined {
  try {
    const node = questions.looked(read(text));
    return questions.world.graph.hasErrors ? undefined : node;
  } catch (error) {
    if (error instanceof PincerError) return undefined;
    throw error;
  }
}

/** How a form compares with the bounds of its node. */
function agreement(text: string): 'agrees' | 'no value' | 'no form' {
  const questions = new Questions();
  const { world } = questions;
  const node = nodeOf(questions, text);
  if (node === undefined) return 'no value';
  const form = formOfNode(world, node);
  if (form === undefined) return 'no form';
  const [first] = form;
  const isNode = form.length === 1 && first?.monomial.atoms[0]?.kind === 'node';
  if (isNode) return 'no form';
  const other = new Evaluation(world).form(form);
  const difference = world.node('add', [node, world.node('negate', [other])]);
  const outcome = world.refine(difference, { bits: BITS }, { budget: BUDGET });
  const bounds = world.graph.boundsOf(difference);
  if (outcome.status === 'error' || !isFinite(bounds)) return 'no value';
  if (!containsZero(bounds)) throw new Error(`${text}: the form has another value`);
  return widthLog2(bounds) <= 1 - BITS ? 'agrees' : 'no value';
}

describe('the form of an expression', () => {
  it.each([0, 1, 2, 3])('has its value, to 280 bits (part %i)', (part) => {
    const seed = 11_000 + part;
    const random = seeded(seed);
    const counts = { agrees: 0, 'no value': 0, 'no form': 0 };
    for (let i = 0; i < runs(30); i++) {
      const text = anything(random, 1 + (i % 5));
      try {
        counts[agreement(text)]++;
      } catch (error) {
        throw new Error(`seed ${String(seed)}, case ${String(i)}: ${text}`, { cause: error });
      }
    }
    expect(counts.agrees).toBeGreaterThan(counts['no value']);
    expect(counts.agrees).toBeGreaterThan(counts['no form']);
  });

  it.each([0, 1])('of radicals has its value, to 280 bits (part %i)', (part) => {
    const seed = 12_000 + part;
    const random = seeded(seed);
    for (let i = 0; i < runs(30); i++) {
      const text = algebraic(random, 1 + (i % 5));
      try {
        agreement(text);
      } catch (error) {
        throw new Error(`seed ${String(seed)}, case ${String(i)}: ${text}`, { cause: error });
      }
    }
  });
});

const ZERO = { n: 0n, d: 1n };

/** What a value is from zero, as log2 of an upper bound; undefined where no sign was found. */
function distance(questions: Questions, node: NodeId): number | undefined {
  const { world } = questions;
  world.refine(node, { sign: true }, { budget: { ...BUDGET, separationBits: 4096 } });
  const bounds = world.graph.boundsOf(node);
  if (!isFinite(bounds) || containsZero(bounds) || world.graph.hasErrors) return undefined;
  return magnitudeLog2(bounds);
}

/** The whole numbers that `k x` is near to, and powers whose conjugates are small. */
function nearMiss(random: () => number, depth: number): string {
  const n = Math.floor(random() * 40) + 1;
  if (random() < 0.3)
    return near(
      `(${String(Math.floor(random() * 5))}+sqrt(${String(2 + Math.floor(random() * 9))}))^${String(n)}`,
    );
  return near(`${String(10n ** BigInt(n))}*${algebraic(random, depth)}`);
}

const near = (text: string): string => `(${text})-round(${text})`;

describe('a zero bound', () => {
  it.each([0, 1])('is below every value that is not zero, and some meet it (part %i)', (part) => {
    const seed = 13_000 + part;
    const random = seeded(seed);
    let bounded = 0;
    let least = Infinity;
    for (let i = 0; i < runs(40); i++) {
      const text = i % 2 === 0 ? nearMiss(random, 1 + (i % 3)) : algebraic(random, 1 + (i % 4));
      const questions = new Questions();
      const node = nodeOf(questions, text);
      const form = node === undefined ? undefined : formOfNode(questions.world, node);
      if (node === undefined || form === undefined || form.length === 0) continue;
      const bound = zeroBound(form, new Work());
      if (bound === undefined) continue;
      const log = distance(questions, node);
      if (log === undefined) continue;
      bounded++;
      const slack = bound.bits + log;
      const where = `seed ${String(seed)}, case ${String(i)}: ${text}`;
      if (slack < 0) throw new Error(`${where} is nearer to 0 than 2^-${String(bound.bits)}`);
      least = Math.min(least, slack);
    }
    expect(bounded).toBeGreaterThan(runs(10));
    expect(least).toBeLessThan(3);
  });
});

describe('a finding', () => {
  it('is never contradicted by bounds', () => {
    const seed = 14_000;
    const random = seeded(seed);
    const counts = { equal: 0, apart: 0, distinct: 0, open: 0 };
    for (let i = 0; i < runs(40); i++) {
      const text = difference(random, 1 + (i % 4));
      const questions = new Questions();
      const node = nodeOf(questions, text);
      if (node === undefined) continue;
      const finding = identify(questions.world.graph, node, ZERO);
      counts[finding.kind]++;
      const log = distance(questions, node);
      const where = `seed ${String(seed)}, case ${String(i)}: ${text}`;
      if (finding.kind === 'equal' && log !== undefined) throw new Error(`${where} is not 0`);
      if (finding.kind === 'apart' && log !== undefined && log < -finding.bits) {
        throw new Error(`${where} is nearer to 0 than 2^-${String(finding.bits)}`);
      }
      // What is proven not to be 0, and has a value, is found not to be: random values are not that near.
      const isKnown =
        questions.world.refine(node, { bits: 1000 }, { budget: BUDGET }).status === 'met';
      if (finding.kind === 'distinct' && isKnown && log === undefined) {
        throw new Error(`${where} is not known from 0`);
      }
    }
    expect(counts.equal).toBeGreaterThan(0);
    expect(counts.distinct).toBeGreaterThan(0);
  });
});

/** Two expressions of which the second is the first written otherwise, or is near to it, or neither. */
function difference(random: () => number, depth: number): string {
  const a = anything(random, depth);
  const chance = random();
  if (chance < 0.2) return `(${a})^2-(${a})*(${a})`;
  if (chance < 0.4) return `ln(exp(${a}))-(${a})+10^-${String(Math.floor(random() * 99))}`;
  if (chance < 0.6) return `(${a}+1)^2-(${a})^2-2*(${a})-1`;
  return `${a}-${anything(random, depth)}`;
}
