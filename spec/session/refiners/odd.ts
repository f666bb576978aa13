/** Refiners of one third that do something odd, told by their parameters. */
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { threadId } from 'node:worker_threads';
import type { Plain, Refiner, StepContext, StepResult } from '#lib/refiners/refiner.js';

const module = new URL(import.meta.url);

/** One third to the bits that are asked for. */
function third({ demand }: Pick<StepContext, 'demand'>, state: Plain = null): StepResult {
  const bits = demand.width === Infinity ? 64 : Math.max(64, Math.ceil(-demand.width));
  return {
    state,
    bounds: { kind: 'narrow', lo: (1n << BigInt(bits)) / 3n, width: 1, exp: -bits },
    bits,
  };
}

function odd<Params extends Plain>(
  name: string,
  step: (context: StepContext, params: Params) => StepResult,
): Refiner<Params> {
  return {
    name,
    version: 1,
    module,
    initial: () => ({ kind: 'narrow', lo: 0n, width: 1, exp: 0 }),
    start: () => null,
    step,
  };
}

/** Writes down, one a line, the number of the process and of the thread that it runs in. */
export const tracer = odd('tracer', (context, { file }: { file: string }) => {
  appendFileSync(file, `${String(process.pid)} ${String(threadId)}\n`);
  return third(context);
});

/** Ends the context that it runs in, a number of times; then it behaves. */
export const crasher = odd(
  'crasher',
  (context, { file, times }: { file: string; times: number }) => {
    for (let crash = 1; crash <= times; crash++) {
      if (existsSync(`${file}-${String(crash)}`)) continue;
      writeFileSync(`${file}-${String(crash)}`, '');
      process.exit(1);
    }
    return third(context);
  },
);

/** Says the first time that it has begun, then hangs and hears nothing. */
export const hanger = odd('hanger', (context, { file }: { file: string }) => {
  if (existsSync(file)) return third(context);
  writeFileSync(file, '');
  context.report({ kind: 'narrow', lo: 1n, width: 1, exp: -2 });
  const end = performance.now() + 60_000;
  while (performance.now() < end);
  return third(context);
});

/** Hangs whenever it is asked, and hears nothing. */
export const sleeper = odd('sleeper', (context, _params: null) => {
  const end = performance.now() + 60_000;
  while (performance.now() < end);
  return third(context);
});

/** Computes for so many milliseconds, whatever is asked. */
export const slow = odd(
  'slow',
  (context, { milliseconds }: { milliseconds: number; nonce: number }) => {
    const end = performance.now() + milliseconds;
    while (performance.now() < end && !context.stopRequested());
    return third(context);
  },
);

/** Keeps what cannot travel in its state. */
export const closure = odd('closure', (context, _params: null) =>
  third(context, { next: [() => 1] } as unknown as Plain),
);

/** Throws an error with a cause. */
export const thrower = odd('thrower', (_context, { text }: { text: string }) => {
  throw new RangeError(text, { cause: new TypeError('because') });
});
