/** Values by a program that shares no line with the library: PARI, where it is installed (Debian's pari-gp). */
import { spawnSync } from 'node:child_process';
import { Decimal } from 'decimal.js';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expression } from '#lib/index.js';
import { runs } from '#spec/support/effort.js';

const DIGITS = 300;
/** Digits that PARI carries: near the ends of domains most of these are lost. */
const CARRIED = 500;
const POINTS = runs(400);
/** Shown by a failure. */
const seed = Date.now() % 2 ** 31;

const installed = spawnSync('gp', ['--version-short'], { stdio: 'ignore' }).status === 0;
if (!installed) {
  process.stderr.write(
    'pari.spec: skipped, there is no gp on the PATH (apt-get install pari-gp)\n',
  );
}

/** One value as both write it. */
interface Point {
  readonly ours: string;
  readonly theirs: string;
}

const of = (name: string, theirs: (x: string) => string, argument: fc.Arbitrary<string>) =>
  argument.map((x): Point => ({ ours: `${name}(${x})`, theirs: theirs(`(${x})`) }));
const same = (name: string, argument: fc.Arbitrary<string>) => of(name, (x) => name + x, argument);

/** A ratio in (0, 1): anywhere, or so near an end that it needs tens of digits to be told from it. */
const within: fc.Arbitrary<string> = fc.oneof(
  fc
    .tuple(fc.bigInt({ min: 1n, max: 10n ** 12n }), fc.bigInt({ min: 1n, max: 10n ** 12n }))
    .map(([n, d]) => `${n.toString()}/${(n + d).toString()}`),
  fc.integer({ min: 5, max: 60 }).map((k) => `1/10^${String(k)}`),
  fc.integer({ min: 5, max: 60 }).map((k) => `1 - 1/10^${String(k)}`),
);
const signed = fc.tuple(fc.constantFrom('', '-'), within).map(([sign, x]) => `${sign}(${x})`);
const positive = fc.oneof(
  within,
  fc.tuple(within, fc.integer({ min: 1, max: 40 })).map(([x, k]) => `(${x})*10^${String(k)}`),
);
const real = fc.tuple(fc.constantFrom('', '-'), positive).map(([sign, x]) => `${sign}(${x})`);
const moderate = fc
  .tuple(signed, fc.integer({ min: 1, max: 500 }))
  .map(([x, n]) => `${x}*${String(n)}`);
const aboveOne = positive.map((x) => `1 + ${x}`);
const pairs = fc.tuple(real, real);

const points: fc.Arbitrary<Point> = fc.oneof(
  ...['sin', 'cos', 'tan', 'atan', 'asinh'].map((name) => same(name, real)),
  ...['exp', 'sinh', 'cosh', 'tanh'].map((name) => same(name, moderate)),
  ...['asin', 'acos'].map((name) => same(name, signed)),
  // Its own atanh refuses ratios very near to 1.
  of('atanh', (x) => `log((1+${x})/(1-${x}))/2`, signed),
  same('acosh', aboveOne),
  same('sqrt', positive),
  of('ln', (x) => `log${x}`, positive),
  of('log2', (x) => `log${x}/log(2)`, positive),
  of('log10', (x) => `log${x}/log(10)`, positive),
  of('cbrt', (x) => `sqrtn${x.slice(0, -1)},3)`, positive),
  fc.tuple(positive, signed).map(([x, y]) => ({ ours: `(${x})^(${y})`, theirs: `(${x})^(${y})` })),
  fc
    .tuple(positive, aboveOne)
    .map(([x, b]) => ({ ours: `log(${x}, ${b})`, theirs: `log(${x})/log(${b})` })),
  pairs.map(([y, x]) => ({ ours: `atan2(${y}, ${x})`, theirs: `arg((${x})+I*(${y}))` })),
  pairs.map(([x, y]) => ({ ours: `hypot(${x}, ${y})`, theirs: `sqrt((${x})^2+(${y})^2)` })),
);

/** What PARI makes of them. */
function valuesOf(expressions: readonly string[]): Decimal[] {
  const program = [
    `default(realprecision, ${String(CARRIED)});`,
    `default(format, "e.${String(CARRIED - 20)}");`,
    ...expressions.map((text) => `iferr(print(1.0*(${text})), E, print("NaN"));`),
  ].join('\n');
  const { stdout } = spawnSync('gp', ['-q', '-f', '-s', '64M'], {
    input: program,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const Wide = Decimal.clone({ precision: CARRIED, maxE: 9e15, minE: -9e15 });
  return stdout
    .trim()
    .split('\n')
    .map((line) => new Wide(line.replace(' E', 'e').replaceAll(' ', '')));
}

(installed ? describe : describe.skip)('PARI', () => {
  it(`agrees on ${String(DIGITS)} digits of functions at random points, near the ends of their domains too`, () => {
    const sample = fc.sample(points, { numRuns: POINTS, seed });
    const values = valuesOf(sample.map(({ theirs }) => theirs));
    expect(values).toHaveLength(POINTS);
    const refused = sample.filter((_, i) => values[i]!.isNaN());
    expect({ seed, refused }).toEqual({ seed, refused: [] });
    const apart = sample.filter(({ ours }, i) => {
      const { digits } = expression(ours).refineSync({ digits: DIGITS });
      if (digits === null) return true;
      const value = values[i]!;
      const unit = new Decimal(10).pow(value.e - DIGITS + 1);
      return value.minus(digits).abs().gt(unit.times('1.000001'));
    });
    expect({ seed, apart }).toEqual({ seed, apart: [] });
  });
});
