/** Texts by number, in the order in which they first came. */
export class Names<Name extends string = string> {
  readonly #numbers = new Map<Name, number>();
  readonly #names: Name[] = [];

  numberOf(name: Name): number {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.#names.length;
      this.#numbers.set(name, number);
      this.#names.push(name);
    }
    return number;
  }

  at(number: number): Name {
    return this.#names[number]!;
  }
}
