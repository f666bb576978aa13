import type { Readable } from 'node:stream';

/**
 * The lines of a stream of UTF-8, without their ends, as they arrive.
 *
 * @param longest - the most characters of a line. A longer line is cut to one character more.
 */
export async function* linesOf(input: Readable, longest: number): AsyncGenerator<string, void> {
  input.setEncoding('utf8');
  let rest = '';
  for await (const chunk of input as AsyncIterable<string>) {
    const upTo = (start: number, end?: number): string =>
      rest + chunk.slice(start, end).slice(0, longest + 1 - rest.length);
    let start = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', start)) {
      yield upTo(start, end);
      rest = '';
      start = end + 1;
    }
    rest = upTo(start);
  }
  if (rest !== '') yield rest;
}
