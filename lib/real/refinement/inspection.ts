/** The methods by which consoles print an object: `util.inspect` of Node and Bun, and `Deno.inspect`. */
export const NODE_INSPECT: unique symbol = Symbol.for('nodejs.util.inspect.custom');
export const DENO_INSPECT: unique symbol = Symbol.for('Deno.customInspect');

/** The most characters that a console prints of a number; of a longer text the middle is left out. */
const LONGEST = 80;

/** A text for a console: thousands of digits would hide everything else. */
export function inspected(name: string, text: string): string {
  const { length } = text;
  const short =
    length <= LONGEST
      ? text
      : `${text.slice(0, LONGEST / 2)}...${text.slice(-LONGEST / 4)} (${String(length)} characters)`;
  return `${name}(${short})`;
}
