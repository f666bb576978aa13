import { setTimeout } from 'node:timers/promises';

import { expression } from '../../expression/index.js';
import type { Result } from '../../real/index.js';
import { exitCode } from '../exit.js';
import { writeLine } from '../io.js';
import type { Io, Output } from '../io.js';

const EXAMPLE = 'exp(pi*sqrt(163))';
const DIGITS = 50;

/** How far apart the bounds may be at each look. */
const LOOKS = ['100', '1', '1e-4', '1e-9', '1e-14', '1e-20', '1e-26'];

/** Milliseconds between two looks, so that people can follow. */
const PAUSE = 600;

/**
 * `pincer tour`: shows how the bounds of an expression close in, then how to try an expression
 * of your own. It pauses between two looks on a terminal only.
 */
export async function tour(io: Io, pause = PAUSE): Promise<number> {
  const { stdout, signal } = io;
  const print = (line: string): Promise<void> => writeLine(stdout, line);
  const wait = async (): Promise<void> => {
    if (stdout.isTTY === true)
      await setTimeout(pause, undefined, { signal }).catch(() => undefined);
  };
  const double = Math.exp(Math.PI * Math.sqrt(163));
  await print(`Is ${EXAMPLE} an integer?\n`);
  await print(`  Doubles say  ${String(double)}, and cannot tell how much of that is true.`);
  await print('  Pincer proves a lower and an upper bound, and closes them in:\n');
  const value = expression(EXAMPLE);
  for (const eps of LOOKS) {
    await wait();
    const result = await value.refine({ eps }, { signal });
    await print(look(result, stdout));
    if (signal.aborted) return exitCode.interrupted;
  }
  await wait();
  const result = await value.refine({ digits: DIGITS }, { signal });
  if (signal.aborted) return exitCode.interrupted;
  await print(`No: twelve nines, but no integer. Its first ${DIGITS} digits, all proven:\n`);
  await print(`  ${bold(result.digits ?? '', stdout)}\n`);
  // Who came by npm start may have no pincer of their own.
  const pincer = io.env['npm_lifecycle_event'] === 'start' ? 'npm start --' : 'pincer';
  await print('Now your own:\n');
  await print(`  ${pincer} eval "sqrt(2) + pi" --digits 100`);
  await print(`  ${pincer} compare "22/7" "pi"`);
  await print(`  ${pincer} --help`);
  return exitCode.met;
}

/** The bounds one above the other, the digits that they share marked, and how far they are apart. */
function look({ lower, upper, lowerText, upperText }: Result, output: Output): string {
  const low = lowerText ?? '-Infinity';
  const high = upperText ?? 'Infinity';
  let shared = 0;
  while (shared < low.length && low[shared] === high[shared]) shared++;
  const marked = (text: string): string => bold(text.slice(0, shared), output) + text.slice(shared);
  const apart = lower === null ? '' : `${upper?.minus(lower).toPrecision(1) ?? ''} apart`;
  const [whole = '', fraction = ''] = low.split('.');
  // Both are above `whole` and below the next integer.
  const between = /[1-9]/.test(fraction) && high.startsWith(`${whole}.`);
  const found = between ? ', no integer between' : '';
  const pad = ' '.repeat(Math.max(2, 43 - high.length));
  return `  at least  ${marked(low)}\n  at most   ${marked(high)}${pad}${apart}${found}\n`;
}

function bold(text: string, output: Output): string {
  return output.isTTY === true && text !== '' ? `\u001b[1m${text}\u001b[0m` : text;
}
