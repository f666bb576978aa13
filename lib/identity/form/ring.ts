/**
 * The numbers that one question speaks of: its atoms and monomials, each one object.
 *
 * Laws
 * 1. Equal atoms are one object, and so are equal monomials.
 * 2. `times` and `raise` are exact wherever both sides are defined. An atom is raised to a power that is no
 *    integer only where it is at least 0: there a^p a^q = a^(p+q) and (a^p)^q = a^(pq), and a negative power
 *    is defined for a > 0 only. The callers see to it.
 */
import type { Rational } from '../../exact/rational.js';
import { Arguments } from '../integer/gaussian.js';
import { CoprimeBase } from '../integer/coprime-base.js';
import { tooLarge } from '../work.js';
import type { Work } from '../work.js';
import { keyOf, excessOf } from './form.js';
import type { Atom, AtomKind, Form, Monomial, Scaled } from './form.js';
import { isUnit, multiply, power, UNIT } from './coefficient.js';
import type { Exponent } from './exponent.js';
import { floorOf, ONE, plus, times as timesExponent } from './exponent.js';

/** A power of an atom. */
export interface Power {
  readonly atom: Atom;
  readonly exponent: Exponent;
}

export class Ring {
  readonly work: Work;
  readonly base: CoprimeBase;
  readonly arguments: Arguments;
  /** The empty product. */
  readonly one: Monomial;
  #atomCount = 0;
  readonly #tables: Readonly<Record<AtomKind['kind'], Map<string | number | bigint, Atom>>> = {
    base: new Map(),
    pi: new Map(),
    exp: new Map(),
    ln: new Map(),
    sum: new Map(),
    cosine: new Map(),
    argument: new Map(),
    call: new Map(),
    node: new Map(),
  };
  readonly #monomials = new Map<number, Monomial[]>();
  #monomialCount = 0;

  /** @param elements - of the coprime base, as far as it is known. */
  constructor(work: Work, elements: readonly bigint[] = []) {
    this.work = work;
    this.base = new CoprimeBase(work, elements);
    this.arguments = new Arguments(this.base, work);
    this.one = this.#intern([], []);
  }

  /** @param positivity - what is proven of it; a later call may prove more. */
  atom(kind: AtomKind, positivity: 0 | 1 | 2): Atom {
    const table = this.#tables[kind.kind];
    const key = this.#keyOf(kind);
    let atom = table.get(key);
    if (atom === undefined) {
      this.work.charge(1);
      atom = Object.assign(kind, { id: this.#atomCount++, positivity });
      table.set(key, atom);
    }
    if (positivity > atom.positivity) atom.positivity = positivity;
    return atom;
  }

  /** The atom of a kind if there is one. */
  find(kind: AtomKind): Atom | undefined {
    return this.#tables[kind.kind].get(this.#keyOf(kind));
  }

  /** What tells atoms of one kind apart. */
  #keyOf(kind: AtomKind): string | number | bigint {
    switch (kind.kind) {
      case 'base':
        return kind.value;
      case 'pi':
        return 0;
      case 'exp':
      case 'ln':
        return kind.of.id;
      case 'sum':
        return this.#charged(kind.terms);
      case 'cosine':
        return `${String(kind.turn.n)}/${String(kind.turn.d)}`;
      case 'argument':
        return `${kind.of.re.toString(32)} ${kind.of.im.toString(32)}`;
      case 'call':
        return `${kind.name} ${String(kind.n)}(${kind.of.map((form) => this.#charged(form)).join(',')})`;
      case 'node':
        return kind.node;
    }
  }

  #charged(form: Form): string {
    this.work.charge(2 * form.length);
    return keyOf(form);
  }

  /** `atom^exponent`, normalised. */
  power(atom: Atom, exponent: Exponent = ONE): Scaled {
    return this.#normalised([atom], [exponent]);
  }

  /** The product of two monomials. */
  times(a: Monomial, b: Monomial): Scaled {
    if (a === this.one) return { coefficient: UNIT, monomial: b };
    if (b === this.one) return { coefficient: UNIT, monomial: a };
    if (a.id > b.id) return this.times(b, a);
    const known = a.products?.get(b.id);
    if (known !== undefined) return known;
    this.work.charge((a.atoms.length + b.atoms.length) / 2);
    const atoms: Atom[] = [];
    const exponents: Exponent[] = [];
    let i = 0;
    let j = 0;
    while (i < a.atoms.length || j < b.atoms.length) {
      const x = a.atoms[i];
      const y = b.atoms[j];
      if (x !== undefined && x === y) {
        const sum = plus(a.exponents[i++]!, b.exponents[j++]!);
        if (sum.n === 0) continue;
        atoms.push(x);
        exponents.push(sum);
      } else if (y === undefined || (x !== undefined && x.id < y.id)) {
        atoms.push(x!);
        exponents.push(a.exponents[i++]!);
      } else {
        atoms.push(y);
        exponents.push(b.exponents[j++]!);
      }
    }
    const made = this.#normalised(atoms, exponents);
    (a.products ??= new Map()).set(b.id, made);
    return made;
  }

  /** `m^q`; for q that is no integer every atom has to be at least 0. */
  raise(m: Monomial, q: Exponent): Scaled {
    if (q.n === 0) return { coefficient: UNIT, monomial: this.one };
    return this.#normalised(
      m.atoms,
      m.exponents.map((each) => timesExponent(each, q)),
    );
  }

  /** The monomial without the whole powers that a form takes apart. */
  withoutExcess(m: Monomial): Monomial {
    const exponents = m.exponents.map((each, i) =>
      plus(each, { n: -excessOf(m.atoms[i]!, each), d: 1 }),
    );
    return this.#normalised(m.atoms, exponents).monomial;
  }

  /** Moves whole powers of integers into the coefficient. */
  #normalised(atoms: readonly Atom[], exponents: readonly Exponent[]): Scaled {
    let coefficient: Rational = UNIT;
    const kept: Atom[] = [];
    const left: Exponent[] = [];
    atoms.forEach((atom, i) => {
      let exponent = exponents[i]!;
      if (atom.kind === 'base') {
        const whole = floorOf(exponent);
        if (whole !== 0) {
          const factor = power({ n: atom.value, d: 1n }, whole, this.work);
          coefficient = isUnit(coefficient) ? factor : multiply(coefficient, factor, this.work);
          exponent = plus(exponent, { n: -whole, d: 1 });
        }
      }
      if (exponent.n === 0) return;
      kept.push(atom);
      left.push(exponent);
    });
    return { coefficient, monomial: this.#intern(kept, left) };
  }

  #intern(atoms: readonly Atom[], exponents: readonly Exponent[]): Monomial {
    this.work.charge(1 + atoms.length / 2);
    let hash = atoms.length;
    for (let i = 0; i < atoms.length; i++) {
      const { n, d } = exponents[i]!;
      hash = (Math.imul(hash, 31) + atoms[i]!.id) | 0;
      hash = (Math.imul(hash, 31) + n) | 0;
      hash = (Math.imul(hash, 31) + d) | 0;
    }
    const bucket = this.#monomials.get(hash);
    const found = bucket?.find((each) => isSame(each, atoms, exponents));
    if (found !== undefined) return found;
    // Exponents are few: what has more atoms than this is no form any more.
    if (atoms.length > MOST_ATOMS) tooLarge();
    const made: Monomial = {
      id: this.#monomialCount++,
      atoms,
      exponents,
      hasExcess: atoms.some((atom, i) => excessOf(atom, exponents[i]!) > 0),
    };
    if (bucket === undefined) this.#monomials.set(hash, [made]);
    else bucket.push(made);
    return made;
  }
}

/** Longer products cost too much at each step. */
const MOST_ATOMS = 1024;

function isSame(m: Monomial, atoms: readonly Atom[], exponents: readonly Exponent[]): boolean {
  if (m.atoms.length !== atoms.length) return false;
  for (let i = 0; i < atoms.length; i++) {
    const mine = m.exponents[i]!;
    const other = exponents[i]!;
    if (m.atoms[i] !== atoms[i] || mine.n !== other.n || mine.d !== other.d) return false;
  }
  return true;
}
