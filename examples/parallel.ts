/** Many values in parallel: one session, shared parts refined once, steps spread over worker threads. */
import { createSession, exp, ln, pi, real, sqrt } from 'pincer';

await using session = createSession({ workers: 2 });

const radii = [2, 3, 5, 7, 11].map((n) => sqrt(n));
const areas = radii.map((r) => pi.multiply(r.pow(2)));
const growth = radii.map((r) => exp(r.multiply(ln(2))));

const goal = { digits: 3000 } as const;
const results = await Promise.all(
  [...areas, ...growth].map((value) => value.refine(goal, { session })),
);
console.log(
  `met: ${String(results.filter(({ status }) => status === 'met').length)} of ${String(results.length)}`,
);

// pi and ln 2 were refined once each, whoever asked.
const { leases } = session.stats();
console.log(
  `every lease ended: ${String(leases.issued === leases.committed + leases.stale + leases.stopped)}`,
);

const sum = areas.reduce((a, b) => a.add(b), real(0));
console.log(
  `the areas add up to ${String((await sum.refine({ digits: 40 }, { session })).digits)}`,
);
console.log(
  `28 pi is            ${String((await pi.multiply(28).refine({ digits: 40 }, { session })).digits)}`,
);
