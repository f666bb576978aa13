/** The version of this library, as package.json has it. A browser cannot read that file. */
export const LIBRARY_VERSION = '0.1.0';

/** Whether a version, three numbers with points, is later than this library's; undefined where it is none. */
export function isLater(version: string): boolean | undefined {
  const numbers = numbersOf(version);
  if (numbers === undefined) return undefined;
  const own = numbersOf(LIBRARY_VERSION)!;
  const different = numbers.findIndex((number, i) => number !== own[i]);
  return different >= 0 && numbers[different]! > own[different]!;
}

function numbersOf(version: string): readonly number[] | undefined {
  const [, ...numbers] = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})$/.exec(version) ?? [];
  return numbers.length === 3 ? numbers.map(Number) : undefined;
}
