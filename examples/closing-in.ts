/** Closing in on a number: goals that get tighter, then the stream of bounds on the way to one. */
import { exp, pi, sqrt } from 'pincer';

// Ramanujan's constant: is e^(pi sqrt 163) an integer?
const value = exp(pi.multiply(sqrt(163)));

for (const eps of ['1000', '1', '1e-6', '1e-12', '1e-24']) {
  const { lowerText, upperText } = value.refineSync({ eps });
  console.log(`within ${eps}:`);
  console.log(`  ${String(lowerText)}`);
  console.log(`  ${String(upperText)}`);
}

// Every bounds that the stream yields is proven and lies inside the one before.
let widths: number[] = [];
for await (const bounds of value.watch({ digits: 1000 })) widths = [...widths, bounds.widthLog2];
const narrowing = widths.every((width, i) => i === 0 || width < widths[i - 1]!);
console.log(`the stream narrowed all the way: ${String(narrowing)}`);

// What was computed stays: the digits that the stream proved cost nothing now.
const { digits, rounding, statistics } = value.refineSync({ digits: 60 });
console.log(
  `60 digits (${String(rounding)}, ${String(statistics.steps)} steps): ${String(digits)}`,
);
