/** What a law says when it is broken: once, with everything that shows it. */
import { describeEnclosure } from '../../exact/describe.js';
import { PincerError } from '../../exact/errors.js';
import { lowerEnd, upperEnd, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import type { Dyadic } from '../../exact/dyadic.js';
import type { Rational } from '../../exact/rational.js';
import { ratText } from '../../exact/rational.js';

/** A law was broken. The message is a log of the steps that show it. */
export class BrokenLawError extends PincerError {
  /** The law, by the name that its property has. */
  readonly law: string;

  constructor(law: string, detail: string, log: readonly string[]) {
    super([`${law}: ${detail}`, ...log.map((line) => `  ${line}`)].join('\n'));
    this.law = law;
  }
}

/** An enclosure for a log: about six digits, its width, and both ends exactly where they are short. */
export function enclosureText(x: Enclosure): string {
  const text = `${describeEnclosure(x)}, width 2^${String(widthLog2(x))}`;
  const ends = `[${endText(lowerEnd(x), '-inf')}, ${endText(upperEnd(x), 'inf')}]`;
  return ends.length <= LONGEST ? `${text}, exactly ${ends}` : text;
}

const LONGEST = 200;

function endText(end: Dyadic | null, infinite: string): string {
  return end === null ? infinite : `${String(end.m)} * 2^${String(end.e)}`;
}

/** A rational for a log. */
export function rationalText(r: Rational): string {
  const text = ratText(r);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}...`;
}

/** Plain data for a log. */
export function plainText(value: unknown): string {
  const text = JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'bigint' ? `${String(member)}n` : member,
  ) as string | undefined;
  if (text === undefined) return String(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}...`;
}
