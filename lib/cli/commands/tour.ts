import { expression } from '../../expression/index.js';
import { exitCode } from '../exit.js';
import { type Io, writeLine } from '../io.js';

const EXAMPLE = 'exp(pi*sqrt(163))';

/** How far apart the bounds may be at each look. */
const LOOKS = ['10', '1', '1e-4', '1e-9', '1e-14', '1e-20'];

/** `pincer` alone: watch an expression close in, then how to try one's own. */
export async function tour(io: Io): Promise<number> {
  const print = (line: string): Promise<void> => writeLine(io.stdout, line);
  await print(`Is ${EXAMPLE} an integer? Its bounds close in from both sides:\n`);
  const value = expression(EXAMPLE);
  for (const eps of LOOKS) {
    const bounds = await value.refine({ eps }, { signal: io.signal });
    await print(`  ${bounds.lowerText ?? '-Infinity'}\n  ${bounds.upperText ?? 'Infinity'}\n`);
    if (io.signal.aborted) return exitCode.interrupted;
  }
  const result = await value.refine({ digits: 50 }, { signal: io.signal });
  await print(`No. Its first 50 digits, proven:\n\n  ${result.digits ?? ''}\n`);
  await print(
    'Try your own:  pincer eval "sqrt(2) + pi" --digits 100      (pincer --help tells more)',
  );
  return exitCode.met;
}
