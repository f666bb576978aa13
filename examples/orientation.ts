/**
 * On which side of a line does a point lie? Doubles answer wrongly where it is close; proven bounds
 * answer rightly, or say that nobody can.
 */
import { compareSync, real } from 'pincer';
import type { Real } from 'pincer';

type Point = readonly [x: string, y: string];

/** Twice the signed area of the triangle a, b, c: positive when c lies to the left of the line a to b. */
function area(a: Point, b: Point, c: Point): Real {
  const left = real(b[0]).subtract(a[0]).multiply(real(c[1]).subtract(a[1]));
  const right = real(b[1]).subtract(a[1]).multiply(real(c[0]).subtract(a[0]));
  return left.subtract(right);
}

function areaInDoubles(a: Point, b: Point, c: Point): number {
  const left = (Number(b[0]) - Number(a[0])) * (Number(c[1]) - Number(a[1]));
  const right = (Number(b[1]) - Number(a[1])) * (Number(c[0]) - Number(a[0]));
  return left - right;
}

const side = (sign: number): string => (sign > 0 ? 'left' : sign < 0 ? 'right' : 'on the line');
const proven = { less: -1, equal: 0, greater: 1 } as const;

// Three points on the line y = x / 3, and one that misses it by 10^-20.
const a: Point = ['0.3', '0.1'];
const b: Point = ['3.9', '1.3'];
for (const c of [
  ['1.2', '0.4'],
  ['1.2', '0.40000000000000000001'],
] as const) {
  const { relation } = compareSync(area(a, b, c), 0);
  const truth = relation === 'close' || relation === 'undecided' ? '?' : side(proven[relation]);
  console.log(`(${c.join(', ')}): doubles say ${side(areaInDoubles(a, b, c))}, proven: ${truth}`);
}

// A comparison that needs 16 digits more than doubles have.
const almost = real(163).sqrt().multiply(real('3.14159265358979323846264338327950288')).exp();
const integer = real('262537412640768744');
console.log(`exp(3.14159... sqrt 163) in doubles: ${String(Math.exp(Math.PI * Math.sqrt(163)))}`);
console.log(`compared with 262537412640768744: ${compareSync(almost, integer).relation}`);

// Equal values whose bounds never part: a proof of another kind shows it, and says which it is.
const x = real(2).sqrt().add(real(3).sqrt());
const y = real(5).add(real(24).sqrt()).sqrt();
const { relation, proof } = compareSync(x, y);
console.log(
  `sqrt 2 + sqrt 3 and sqrt(5 + sqrt 24): ${relation}, by a ${proof?.kind ?? ''} of 2^-${String(proof?.bits)}`,
);
