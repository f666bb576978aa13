import { datumConstant, rationalConstant } from '../../combinators/index.js';
import type { Combinator } from '../../combinators/combinator.js';
import type { Datum } from '../../combinators/datum.js';
import type { Rational } from '../../exact/rational.js';
import type { Graph } from '../../graph/graph.js';
import { hashText, mix } from '../../graph/columns/intern-table.js';
import type { Kind } from '../../graph/kind.js';
import type { NodeId } from '../../graph/node.js';
import { residueOf } from '../../graph/residue.js';
import { encodePlain } from '../../refiners/codec.js';
import type { Plain, Refiner } from '../../refiners/refiner.js';
import { keyOf, mayReplace, replaceEarlier } from '../../refiners/registry.js';
import { sourceRefiner } from '../../refiners/source.js';
import type { SourceParams } from '../../refiners/source.js';
import type { Answer } from '../../session/sources.js';
import type { Admitted } from './admitted.js';
import type { Operator } from './operator.js';
import { PRODUCT, SUM, isTaken } from './operators.js';
import { gatheredPowers, reciprocalPower } from './powers.js';
import type { RationalPower } from './powers.js';
import type { Term } from './term.js';

/** Makes nodes of one graph, and remembers which term became which. */
export class Interner {
  readonly #graph: Graph;
  readonly #register: (refiner: Refiner) => void;
  readonly #define: (source: SourceParams, answer: Answer) => void;
  readonly #kinds = new Map<string, number>();
  /** What each key stands for: the first refiner or combinator that came under it. */
  readonly #owners = new Map<string, Refiner | Combinator<never>>();

  /**
   * @param register - called with each refiner before its first node.
   * @param define - called with each source and its function before its node.
   */
  constructor(
    graph: Graph,
    register: (refiner: Refiner) => void,
    define: (source: SourceParams, answer: Answer) => void,
  ) {
    this.#graph = graph;
    this.#register = register;
    this.#define = define;
  }

  /** How many nodes there are. */
  get size(): number {
    return this.#graph.size;
  }

  /** Counts terms that still knew their nodes: look-ups without a table. */
  countHits(terms = 1): void {
    this.#graph.counts.hits += terms;
  }

  /** What a term became in this graph before; a term remembers the last graph only. */
  recall(term: Term): Admitted | undefined {
    const { memo } = term;
    return memo?.graph === this.#graph && memo.epoch === this.#graph.epoch
      ? memo.admitted
      : undefined;
  }

  /** @param size - of the graph before the term came in: nodes from that number on are new. */
  remember(term: Term, admitted: Admitted, size: number): void {
    const isNew = 'node' in admitted && admitted.node >= size;
    // The term had a node that the cache has forgotten.
    if (isNew && term.memo?.graph === this.#graph) this.#graph.counts.rebuilds++;
    term.memo = { graph: this.#graph, epoch: this.#graph.epoch, admitted };
  }

  /** The remainder of a node of integers modulo a rational; undefined where the node has other leaves. */
  residue(node: NodeId, modulus: Rational): Rational | undefined {
    return residueOf(this.#graph, node, modulus);
  }

  /** The reciprocal of a divisor where powers of rationals are divided; see {@link reciprocalPower}. */
  reciprocalPower(dividend: Admitted, divisor: Admitted): RationalPower | undefined {
    return reciprocalPower(this.#graph, dividend, divisor);
  }

  /** Factors with the powers of each rational gathered; undefined where there is nothing to gather. */
  gatheredPowers(factors: readonly Admitted[]): ReturnType<typeof gatheredPowers> {
    return gatheredPowers(this.#graph, factors);
  }

  nodeOf(admitted: Admitted): NodeId {
    if ('node' in admitted) return admitted.node;
    const { rational } = admitted;
    const kind = this.#kind(rationalConstant.name, () => ({
      type: 'combinator',
      combinator: rationalConstant,
    }));
    return this.#graph.intern(kind, rational, hashRational(rational), [], (other) => {
      const { n, d } = other as Rational;
      return n === rational.n && d === rational.d;
    });
  }

  /** A node of its own each time: two data with the same bounds are two quantities. */
  datum(datum: Datum): NodeId {
    const kind = this.#kind(datumConstant.name, () => ({
      type: 'combinator',
      combinator: datumConstant,
    }));
    return this.#graph.add(kind, datum, []);
  }

  /** A node of its own each time: two sources of one name are two quantities. */
  source(source: SourceParams, answer: Answer): NodeId {
    const refiner = sourceRefiner as unknown as Refiner;
    const kind = this.#kind(keyOf(refiner), () => ({
      type: 'refiner',
      refiner,
    }));
    this.#define(source, answer);
    return this.#graph.add(kind, source, []);
  }

  sum(nodes: readonly NodeId[]): NodeId {
    return this.node(SUM, null, nodes);
  }

  product(nodes: readonly NodeId[]): NodeId {
    return this.node(PRODUCT, null, nodes);
  }

  node(operator: Operator, params: Plain, children: readonly NodeId[]): NodeId {
    if (operator.form !== 'refiner' && !('combinator' in operator)) {
      throw new RangeError(`Interner: ${operator.name} is no operator of the graph`);
    }
    const isRefiner = operator.form === 'refiner';
    const owner = isRefiner ? operator.refiner : operator.combinator;
    const key = this.#keyFor(owner, isRefiner ? keyOf(operator.refiner) : operator.name);
    const kind = this.#kind(key, () =>
      isRefiner
        ? { type: 'refiner', refiner: operator.refiner }
        : { type: 'combinator', combinator: operator.combinator },
    );
    if (this.#owners.get(key) !== owner) throw impostor(isRefiner ? 'refiner' : 'combinator', key);
    if (params === null)
      return this.#graph.intern(kind, null, 0, children, (other) => other === null);
    const { text, hash } = keyOfParams(params);
    return this.#graph.intern(
      kind,
      params,
      hash,
      children,
      (other) => other === params || encodePlain(other) === text,
    );
  }

  /** The key of what may replace another one of its name and version; see refiners/registry.ts. */
  #keyFor(named: Refiner | Combinator<never>, key: string): string {
    const owner = this.#owners.get(key);
    const isRefiner = 'start' in named;
    if (owner === undefined || owner === named || 'start' in owner !== isRefiner) return key;
    const isFree = keyOf(named) === key && !(isRefiner && isTaken(named));
    if (isFree && mayReplace(named, owner)) replaceEarlier(named);
    return keyOf(named);
  }

  #kind(key: string, make: () => Kind): number {
    let kind = this.#kinds.get(key);
    if (kind === undefined) {
      const made = make();
      if (made.type === 'refiner') {
        if (isTaken(made.refiner)) throw impostor('refiner', key);
        this.#owners.set(key, made.refiner);
        this.#register(made.refiner);
      } else {
        this.#owners.set(key, made.combinator);
      }
      kind = this.#graph.defineKind(made);
      this.#kinds.set(key, kind);
    }
    return kind;
  }
}

/** By parameters that cannot change: what tells them from others, and its hash. */
const keys = new WeakMap<object, { readonly text: string; readonly hash: number }>();

function keyOfParams(params: Plain): { readonly text: string; readonly hash: number } {
  if (typeof params !== 'object' || params === null) return newKey(params);
  const known = keys.get(params);
  if (known !== undefined) return known;
  const key = newKey(params);
  const isFixed =
    Object.isFrozen(params) && Object.values(params).every((value) => typeof value !== 'object');
  if (isFixed) keys.set(params, key);
  return key;
}

function newKey(params: Plain): { readonly text: string; readonly hash: number } {
  const text = encodePlain(params);
  return { text, hash: hashText(text) };
}

/** Two of one name and version would share nodes, so each would get bounds of the other. */
function impostor(what: 'refiner' | 'combinator', key: string): TypeError {
  const verb = what === 'refiner' ? 'refined' : 'combined';
  const at = key.lastIndexOf('@');
  return new TypeError(
    `${verb}: another ${what} is named ${key.slice(0, at)}, version ${key.slice(at + 1)}; each needs a name or a version of its own`,
  );
}

function hashRational({ n, d }: Rational): number {
  const hash = mix(Number(BigInt.asIntN(32, n)), Number(BigInt.asIntN(32, n >> 32n)));
  return mix(hash, Number(BigInt.asIntN(32, d)));
}
