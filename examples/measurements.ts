/**
 * Data with uncertainty: the bounds of a result hold for all quantities that the data allow. A goal that
 * the data do not permit names the datum to measure better.
 */
import { real, sqrt, pi } from 'pincer';

const length = real.between('0.992', '0.996', 'length of the pendulum in m');
const period = real.between('1.9995', '2.0005', 'period in s');

// g = 4 pi^2 L / T^2
const gravity = pi.pow(2).multiply(4).multiply(length).divide(period.pow(2));

const rough = gravity.refineSync({ digits: 2 });
console.log(`g to 2 digits: ${String(rough.digits)} (${rough.status})`);

const fine = gravity.refineSync({ digits: 5 });
console.log(`g to 5 digits: ${fine.status}, ${String(fine.reason)}`);
console.log(`  it lies in [${String(fine.lowerText)}, ${String(fine.upperText)}]`);
console.log(`  limited by: ${String(fine.limitedBy)}`);

// Bounds do not remember that gravity was made of the same length: each use of a datum counts as if it
// varied by itself. So the period comes back wider than it was measured, and contains what was measured.
const again = sqrt(length.divide(gravity)).multiply(pi).multiply(2);
const back = again.refineSync({ digits: 2 });
console.log(`the period from g: ${String(back.lowerText)} to ${String(back.upperText)} s`);

// In a formula that has each datum once nothing is lost: here the length cancels, and g is not needed.
const { lowerText, upperText } = period.refineSync({ eps: '0.001' });
console.log(`the period as measured: ${String(lowerText)} to ${String(upperText)} s`);
