import type { Readable } from 'node:stream';

/** The lines of a stream of UTF-8, without their ends, as they arrive. */
export async function* linesOf(input: Readable): AsyncGenerator<string, void> {
  input.setEncoding('utf8');
  let rest = '';
  for await (const chunk of input as AsyncIterable<string>) {
    let start = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', start)) {
      yield rest + chunk.slice(start, end);
      rest = '';
      start = end + 1;
    }
    rest += chunk.slice(start);
  }
  if (rest !== '') yield rest;
}
