/** The instructions of what is written shorter than they are. */
import type { Instruction } from '../program.js';
import type { Token } from '../tokens.js';
import { exponentParts, fractionParts } from './literal.js';
import type { Suffix } from './operators.js';

type Code = readonly [Instruction, ...Instruction[]];

/** A fraction that is one character: a quotient. */
export function fractionCode({ at, text }: Token): Code {
  const [numerator, denominator] = fractionParts(text);
  return [
    { kind: 'number', at, text: numerator },
    { kind: 'number', at, text: denominator },
    { kind: 'binary', at, operator: '/' },
  ];
}

/** A degree: pi/180. */
export function degreeCode(at: number): Code {
  return [
    { kind: 'name', at, name: 'pi' },
    { kind: 'number', at, text: '180' },
    { kind: 'binary', at, operator: '/' },
  ];
}

/** What a suffix does to the atom before it. */
export function suffixCode(suffix: Suffix, { at, text }: Token): Code {
  switch (suffix) {
    case '!':
      return [{ kind: 'factorial', at }];
    case '%':
      return [
        { kind: 'number', at, text: '100' },
        { kind: 'binary', at, operator: '/' },
      ];
    case '°':
      return [...degreeCode(at), { kind: 'binary', at, operator: '*' }];
    case 'power': {
      const { negative, digits } = exponentParts(text);
      const number: Instruction = { kind: 'number', at, text: digits };
      const power: Instruction = { kind: 'binary', at, operator: '^' };
      return negative ? [number, { kind: 'negate', at }, power] : [number, power];
    }
  }
}
