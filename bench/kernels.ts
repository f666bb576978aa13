/**
 * How fast the library computes long values through its public API, beside other systems.
 *
 * `geomean_over_arb`, `geomean_over_pari`, `geomean_over_mpmath_gmpy2`, `geomean_over_mpfr`: CPU per value over that of the
 * peer, the mean of seven functions; PARI's without the square root. `over_arb` and its like: the single ones.
 * `text_over_mul_plus_tostring`: reading a decimal. `resume_2n_after_n_over_2n`: 2n digits after n.
 *
 * The peers are Debian's libflint-arb-dev with libflint-dev, pari-gp, python3-mpmath with python3-gmpy2, and libmpfr-dev, the C
 * libraries by way of cc. What is not installed is unmeasured.
 */
import type { Options, Row } from './harness/bench.js';
import { Desk } from './harness/desk.js';
import { overPeers } from './kernels/over-peers.js';
import { withPeers } from './kernels/peers.js';
import { resume } from './kernels/resume.js';
import { text } from './kernels/text.js';

export const name = 'kernels';

export function run({ quick }: Options): readonly Row[] {
  const desk = new Desk(name, quick);
  overPeers(desk);
  text(desk);
  resume(desk);
  return desk.rows();
}

export function beside(): readonly string[] {
  return withPeers((peers) => peers.map((peer) => `${peer.name} ${peer.version}`));
}
