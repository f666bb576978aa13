import { exitCode } from './exit.js';
import { writeLine } from './io.js';
import type { Io } from './io.js';
import { version } from './version.js';

/**
 * The whole program: does what the arguments ask and returns the exit code. The version alone needs neither numbers
 * nor expressions, whose modules take most of the time of a start, so it loads none.
 */
export async function run(io: Io): Promise<number> {
  const [first, ...others] = io.argv;
  if (first !== '--version' || others.length > 0)
    return (await import('./dispatch.js')).dispatch(io);
  await writeLine(io.stdout, version());
  return exitCode.met;
}
