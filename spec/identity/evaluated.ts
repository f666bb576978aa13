/** Forms back in a graph, so that their values can be refined: each atom by the function that it stands for. */
import type { Rational } from '#lib/exact/rational.js';
import type { NodeId } from '#lib/graph/node.js';
import type { Atom, Form, Monomial } from '#lib/identity/form/form.js';
import type { Exponent } from '#lib/identity/form/exponent.js';
import { Ring } from '#lib/identity/form/ring.js';
import { BaseRefined } from '#lib/identity/integer/coprime-base.js';
import { recognise } from '#lib/identity/recognise.js';
import { Work } from '#lib/identity/work.js';
import type { World } from '#spec/support/world.js';

/** The form of a node, as `identify` has it; undefined where there is none within the limits. */
export function formOfNode(world: World, node: NodeId): Form | undefined {
  const work = new Work();
  let elements: readonly bigint[] = [];
  for (let pass = 0; pass < 16; pass++) {
    try {
      return recognise(world.graph, node, new Ring(work, elements))?.get(node);
    } catch (error) {
      if (!(error instanceof BaseRefined)) throw error;
      ({ elements } = error);
    }
  }
  return undefined;
}

/** Makes nodes of forms. */
export class Evaluation {
  readonly #world: World;
  readonly #atoms = new Map<Atom, NodeId>();

  constructor(world: World) {
    this.#world = world;
  }

  form(form: Form): NodeId {
    const terms = form.map(({ monomial, coefficient }) =>
      this.#nary('multiply', [this.#rational(coefficient), ...this.#powers(monomial)]),
    );
    return this.#nary('add', [this.#rational({ n: 0n, d: 1n }), ...terms]);
  }

  #powers({ atoms, exponents }: Monomial): NodeId[] {
    return atoms.map((atom, i) => this.#power(this.#atom(atom), exponents[i]!));
  }

  #power(base: NodeId, { n, d }: Exponent): NodeId {
    const root = d === 1 ? base : this.#world.node('nthRoot', [base], { n: d });
    return n === 1 ? root : this.#world.node('pow', [root], BigInt(n));
  }

  #atom(atom: Atom): NodeId {
    let node = this.#atoms.get(atom);
    if (node === undefined) this.#atoms.set(atom, (node = this.#made(atom)));
    return node;
  }

  #made(atom: Atom): NodeId {
    const world = this.#world;
    switch (atom.kind) {
      case 'base':
        return this.#rational({ n: atom.value, d: 1n });
      case 'pi':
        return world.node('pi');
      case 'exp':
        return world.node('exp', [this.#nary('multiply', this.#powers(atom.of))]);
      case 'ln':
        return world.node('ln', [this.#atom(atom.of)]);
      case 'sum':
        return this.form(atom.terms);
      case 'cosine': {
        const turn = this.#rational({ n: BigInt(atom.turn.n), d: BigInt(atom.turn.d) });
        return world.node('cos', [world.node('multiply', [world.node('pi'), turn])]);
      }
      case 'argument':
        return world.node('atan', [this.#rational({ n: atom.of.im, d: atom.of.re })]);
      case 'call': {
        const { name, n, of } = atom;
        const isPower = name === 'integerPower';
        const params = isPower ? BigInt(n) : name === 'nthRoot' ? { n } : null;
        return world.node(
          // The combinator and the function of this name: the first has no version.
          isPower ? 'pow' : name === 'pow' ? 'pow@1' : name,
          of.map((form) => this.form(form)),
          params,
        );
      }
      case 'node':
        return atom.node;
    }
  }

  #nary(name: 'add' | 'multiply', nodes: readonly NodeId[]): NodeId {
    if (nodes.length === 0) return this.#rational({ n: 1n, d: 1n });
    return nodes.length === 1 ? nodes[0]! : this.#world.node(name, nodes);
  }

  #rational(r: Rational): NodeId {
    return this.#world.node('rational', [], r);
  }
}
