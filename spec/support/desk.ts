import { real, source } from '#lib/index.js';
import type { Real, SourceAnswer, SourceRequest } from '#lib/index.js';

/** Requests to sources that are answered by hand. */
export class Desk {
  readonly open: {
    readonly name: string;
    readonly request: SourceRequest;
    readonly answer: (answer: SourceAnswer) => void;
  }[] = [];
  asked = 0;

  source(name: string): Real {
    return source(
      name,
      (request) =>
        new Promise((answer) => {
          this.asked++;
          this.open.push({ name, request, answer });
        }),
    );
  }

  async until(asked: number): Promise<void> {
    while (this.asked < asked) await new Promise(setImmediate);
  }
}

/** Turns of the event loop: whatever can happen without an answer has happened after them. */
export async function turns(count = 20): Promise<void> {
  for (let n = 0; n < count; n++) await new Promise(setImmediate);
}

export const exactThird = real('1/3');

/** A third as narrow as is asked for. */
export const third = ({ width }: SourceRequest): SourceAnswer => {
  const denominator = 2n ** BigInt(Math.max(1, Math.ceil(-width)));
  const numerator = denominator / 3n;
  return [
    { numerator, denominator },
    { numerator: numerator + 1n, denominator },
  ];
};
