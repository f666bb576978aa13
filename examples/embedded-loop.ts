/**
 * A numeric loop of one's own, in doubles, that asks for a proof where doubles cannot tell: Kepler's equation
 * E - e sin E = M. On a long ellipse, near the sun, the residual is a difference of nearly equal numbers, and the sign
 * that doubles give it is noise. Newton's method finds a root in doubles; signs that are proven close it in.
 */
import { compareSync, createSession, real, sin } from 'pincer';

const eccentricity = real('0.99999999');

// Without workers: each call answers on this thread. The budget bounds what a call may take.
await using session = createSession();
const budget = { steps: 100 };

/** Newton's method from above. It ends where a step changes nothing. */
function search(mean: number): number {
  const e = eccentricity.toNumber();
  let root = Math.cbrt(6 * mean) + mean;
  for (let i = 0; i < 60; i++) {
    const next = root - (root - e * Math.sin(root) - mean) / (1 - e * Math.cos(root));
    if (next === root) break;
    root = next;
  }
  return root;
}

/** Whether the root lies above a double: the residual grows with E, so its sign says it. */
function isBelowRoot(double: number, mean: number): boolean {
  const residual = real(double).subtract(sin(double).multiply(eccentricity)).subtract(mean);
  const { relation } = compareSync(residual, 0, { budget, session });
  if (relation === 'less') return true;
  if (relation === 'greater') return false;
  throw new Error(`the sign at ${String(double)} is not decided`);
}

const doubles = new Float64Array(1);
const integers = new BigInt64Array(doubles.buffer);

/** The double that is so many doubles after a positive one. */
function doubleAfter(double: number, count: number): number {
  doubles[0] = double;
  integers[0]! += BigInt(count);
  return doubles[0];
}

/** The neighbouring doubles between which the root lies: strides that double, then halving. */
function enclose(start: number, mean: number): readonly [below: number, above: number] {
  const direction = isBelowRoot(start, mean) ? 1 : -1;
  let [near, far] = [0, 1];
  while (isBelowRoot(doubleAfter(start, direction * far), mean) === direction > 0)
    [near, far] = [far, 2 * far];
  while (far - near > 1) {
    const middle = Math.floor((near + far) / 2);
    if (isBelowRoot(doubleAfter(start, direction * middle), mean) === direction > 0) near = middle;
    else far = middle;
  }
  const ends = [doubleAfter(start, direction * near), doubleAfter(start, direction * far)] as const;
  return direction > 0 ? ends : [ends[1], ends[0]];
}

let farthest = 0;
for (const mean of [1e-12, 1e-9, 1e-6, 1e-3, 1, 3]) {
  const found = search(mean);
  const [below, above] = enclose(found, mean);
  farthest = Math.max(farthest, Math.abs(found - below) / (above - below));
  console.log(`M = ${String(mean)}: ${String(below)} < E < ${String(above)}`);
}
console.log(
  `Newton's method in doubles was off by more than 100 doubles: ${String(farthest > 100)}`,
);
