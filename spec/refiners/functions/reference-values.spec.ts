import { expect, test } from '@jest/globals';
import { contains, hull, point, widthLog2 } from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { fromInteger } from '#lib/exact/dyadic.js';
import { fromRational } from '#lib/exact/enclosure/outward.js';
import { ratAdd } from '#lib/exact/rational.js';
import { ratFromText } from '#lib/exact/decimal/numeral.js';
import type { Plain } from '#lib/refiners/refiner.js';
import { functionNamed } from './evaluate.js';

const GRID = -240;

const exactly = (n: bigint): Enclosure => point(fromInteger(n));
const ratio = (n: bigint, d: bigint): Enclosure => fromRational({ n, d }, GRID - 20);

/** Published digits; the last one may be rounded. */
const values: [name: string, x: Enclosure, digits: string, params?: Plain][] = [
  ['sin', exactly(1n), '0.8414709848078965066525023216302989996225630607983710656727517099919104'],
  ['exp', ratio(1n, 3n), '1.395612425086089528628125319602586837597906515199406982617516706031739'],
  ['ln', ratio(7n, 3n), '0.8472978603872036137101075065206540249895941717591117367246958163000856'],
  ['ln', exactly(2n), '0.6931471805599453094172321214581765680755001343602552541206800094933936'],
  [
    'atan',
    ratio(1n, 5n),
    '0.1973955598498807583700497651947902934475851037878521015176889402410340',
  ],
  [
    'nthRoot',
    exactly(2n),
    '1.414213562373095048801688724209698078569671875376948073176679737990732',
    { n: 2 },
  ],
  [
    'sin',
    exactly(10n ** 50n),
    '-0.7896724934293100827102895399174077539600834046214027191457808736221900',
  ],
  [
    'cos',
    exactly(10n ** 50n),
    '-0.6135286082336635622648529513037628001071904397053181852307821744745734',
  ],
  [
    'atan',
    exactly(10n ** 50n),
    '1.570796326794896619231321691639751442098584699687542910487472296153908',
  ],
];

test.each(values)('%s has its published digits', (name, x, digits, params = null) => {
  const { bounds } = functionNamed(name).evaluate([x], GRID, params);
  expect(widthLog2(bounds)).toBeLessThan(GRID + 3);
  const value = ratFromText(digits)!;
  const unit = 10n ** BigInt(digits.length - digits.indexOf('.') - 1);
  const around = hull(
    fromRational(ratAdd(value, { n: -1n, d: unit }), -400),
    fromRational(ratAdd(value, { n: 1n, d: unit }), -400),
  );
  expect(contains(around, bounds)).toBe(true);
});
