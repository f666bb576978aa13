/** Pages that Pincer writes, for a browser to open. */
import { createSession, cos, exp, knownWithin, ln, pi, sin, sqrt } from '#lib/index.js';
import { displayed, plot, recordTrace, report } from '#lib/observe.js';
import type { ShownResult } from '#lib/observe.js';
import { refined } from '#lib/refiner.js';
import { leaper } from '#spec/support/refiners.js';

/** It sets `ran` wherever it is read as markup, and loads something. */
export const HOSTILE =
  '</title></desc></style></script><img src="/loaded" onerror="globalThis.ran=1"><svg onload="globalThis.ran=1">' +
  '<script>globalThis.ran=1</script>]]><style>@import "/loaded";</style>" onload="globalThis.ran=1" \' x=&quot;\u202e\u0000';

/** By their paths. */
export async function hostilePages(): Promise<Record<string, string>> {
  await using session = createSession();
  const trace = recordTrace(session);
  const { n, d } = { n: 1n, d: 3n };
  const hostile = refined(
    { ...leaper, name: HOSTILE.replaceAll('@', '') },
    { n, d, label: HOSTILE },
  );
  await knownWithin(hostile, -9, 9, HOSTILE).add(pi).refine({ bits: 40 }, { session });
  const error = new Error(HOSTILE);
  error.name = HOSTILE;
  const failed: ShownResult = {
    ...{ status: HOSTILE, reason: HOSTILE, digits: HOSTILE, rounding: null, rational: HOSTILE },
    ...{ error, bounds: HOSTILE, toString: () => HOSTILE },
  };
  const found = { ...failed, error: null };
  const notebook = async (result: ShownResult): Promise<string> =>
    `<!doctype html><meta charset="utf-8"><body>${(await displayed(result).media())['text/html']}`;
  return {
    'report.html': await report(trace, { title: HOSTILE, result: found }),
    'failed.html': await report(trace, { title: HOSTILE, result: failed }),
    'picture.svg': await plot(trace),
    'notebook.html': await notebook(found),
    'notebook-failed.html': await notebook(failed),
    'notebook-picture.html': `<!doctype html><meta charset="utf-8"><body>${await plot(trace)}`,
  };
}

/** A report of a run on threads. */
export async function reportPage(): Promise<string> {
  await using session = createSession({ workers: 2 });
  await session.start();
  const trace = recordTrace(session);
  const value = sin(exp(sqrt(2)))
    .multiply(pi)
    .add(ln(3))
    .add(cos(sqrt(5)).divide(7));
  const result = await value.refine({ digits: 3000 }, { session });
  trace.stop();
  return await report(trace, {
    title: 'sin(exp(sqrt(2))) * pi + ln(3) + cos(sqrt(5)) / 7',
    result,
  });
}
