/** Expressions in a graph of their own, with the bounds that a search for a sign has when it asks. */
import type { Rational } from '#lib/exact/rational.js';
import { expression } from '#lib/expression/index.js';
import type { NodeId } from '#lib/graph/node.js';
import { identify } from '#lib/identity/identify.js';
import type { Finding } from '#lib/identity/identify.js';
import type { WorkLimits } from '#lib/identity/work.js';
import { admit } from '#lib/real/values/admission.js';
import { Interner } from '#lib/real/values/interner.js';
import type { Real } from '#lib/real/index.js';
import { World } from '#spec/support/world.js';

const ZERO: Rational = { n: 0n, d: 1n };

/** So many bits a search sees in vain before it asks. */
const SEEN = 64;

export class Questions {
  readonly world = new World();
  readonly #interner = new Interner(
    this.world.graph,
    () => {},
    () => {},
  );

  /** The node of a Real; of a rational one too. */
  nodeOf(value: Real): NodeId {
    return this.#interner.nodeOf(admit(value, this.#interner));
  }

  /**
   * A node whose bounds, and those of all below it, were narrowed as far as a search for its sign does before it
   * asks. A search itself would ask, and would leave nothing to ask for.
   */
  looked(value: Real, bits = SEEN): NodeId {
    const node = this.nodeOf(value);
    this.world.refine(node, { bits }, { budget: { separationBits: 0 } });
    return node;
  }

  identify(value: Real, p: Rational = ZERO, limits?: WorkLimits): Finding {
    return identify(this.world.graph, this.looked(value), p, limits);
  }
}

/** The Real of a text; of a program its last value. */
export function read(text: string): Real {
  return expression(text);
}

export function difference(a: string, b: string): Real {
  return read(a).subtract(read(b));
}

/** Whether two expressions are equal, of which the first may be a program. */
export function compared(a: string, b: string, limits?: WorkLimits): Finding {
  return new Questions().identify(difference(a, b), ZERO, limits);
}
