/** Random trees of rational values, spelt in random ways, with their values by exact fractions. */
import fc from 'fast-check';
import Fraction from 'fraction.js';

/** A text, how strongly its outermost operator binds, and its value; null where it divides by zero. */
export interface Spelt {
  readonly text: string;
  readonly strength: number;
  readonly value: Fraction | null;
}

const [SUM, PRODUCT, SIGNED, POWER, SUFFIXED, ATOM] = [1, 3, 4, 5, 8, 9] as const;

/** Binds so weakly that it is always in parentheses inside another: a percentage. */
const WEAKEST = 0;

const grouped = (x: Spelt, least: number): string => (x.strength >= least ? x.text : `(${x.text})`);

const either = (...texts: string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);

const integer: fc.Arbitrary<Spelt> = fc
  .tuple(fc.integer({ min: 0, max: 20_000 }), fc.nat(7))
  .map(([n, way]) => {
    const digits = String(n);
    const texts = [
      digits,
      digits.replace(/\B(?=(?:\d{3})+$)/g, '_'),
      `0x${n.toString(16)}`,
      `0b${n.toString(2)}`,
      `0o${n.toString(8)}`,
      `${digits}.0`,
      `${digits}.`,
      `${digits}00e-2`,
    ];
    return { text: texts[way]!, strength: ATOM, value: new Fraction(n) };
  });

const fraction = fc
  .constantFrom(...(['½ 1/2', '¾ 3/4', '⅓ 1/3', '⅞ 7/8', '⅒ 1/10'] as const))
  .map((pair): Spelt => {
    const [text = '', value = ''] = pair.split(' ');
    return { text, strength: ATOM, value: new Fraction(value) };
  });

const call = fc
  .constantFrom(
    ...(['cos(60°) 1/2', 'tan(45_deg) 1', 'sin(½π) 1', 'lg(1000) 3', 'lb(0x10) 4'] as const),
    ...(['log_3(81) 4', 'arctan(0) 0', 'log_2(½) -1', '∛(27) 3', '2|−3| 6'] as const),
  )
  .map((pair): Spelt => {
    const [text = '', value = ''] = pair.split(' ');
    const strength = text.startsWith('∛') ? POWER : text.startsWith('2|') ? WEAKEST : ATOM;
    return { text: text.replace('_deg', ' deg'), strength, value: new Fraction(value) };
  });

const FACTORIALS = [1, 1, 2, 6, 24, 120];

const factorial = fc
  .nat(5)
  .map((n): Spelt => ({ text: `${n}!`, strength: SUFFIXED, value: new Fraction(FACTORIALS[n]!) }));

const SUPERSCRIPTS = ['⁰', '¹', '²', '³'];

function power(x: Fraction | null, n: number): Fraction | null {
  if (x === null) return null;
  return n === 0 ? new Fraction(1) : x.pow(n);
}

function combined(x: Fraction | null, y: Fraction | null, operator: string): Fraction | null {
  if (x === null || y === null) return null;
  if (operator === '+') return x.add(y);
  if (operator === '-') return x.sub(y);
  if (operator === '*') return x.mul(y);
  return y.equals(0) ? null : x.div(y);
}

/** A product without a sign, where the grammar lets one be. */
function beside(x: Spelt, y: Spelt, gap: string): string {
  const right = /^[(√∛a-z]/u.test(y.text) && y.strength >= POWER ? y.text : `(${y.text})`;
  const left = grouped(x, ATOM);
  // A numeral takes the letters that it touches, and a power may not follow a product without a sign.
  return `${left}${/^[a-z]/.test(right) ? ' ' : gap}${right}`;
}

const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  '+': ['+'],
  '-': ['-', '−'],
  '*': ['*', '×'],
  '/': ['/', '÷'],
};

export const { spelt } = fc.letrec<{ spelt: Spelt }>((tie) => ({
  spelt: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(integer, fraction, call, factorial),
    fc.tuple(tie('spelt'), either('-', '−', '- ')).map(([x, sign]): Spelt => ({
      text: `${sign}${grouped(x, SIGNED)}`,
      strength: SIGNED,
      value: x.value?.neg() ?? null,
    })),
    tie('spelt').map((x): Spelt => ({
      text: `${grouped(x, ATOM)}%`,
      strength: WEAKEST,
      value: x.value?.div(100) ?? null,
    })),
    tie('spelt').map((x): Spelt => ({
      text: `|${grouped(x, SUM)}|`,
      strength: ATOM,
      value: x.value?.abs() ?? null,
    })),
    tie('spelt').map((x): Spelt => ({
      text: `√(${grouped(x, SUFFIXED)}²)`,
      strength: POWER,
      value: x.value?.abs() ?? null,
    })),
    fc.tuple(tie('spelt'), fc.nat(3), either('²', '^', '**', ' ** ')).map(([x, n, way]): Spelt => {
      const high = way === '²';
      return {
        text: high ? `${grouped(x, SUFFIXED)}${SUPERSCRIPTS[n]!}` : `${grouped(x, 6)}${way}${n}`,
        strength: POWER,
        value: power(x.value, n),
      };
    }),
    fc.tuple(tie('spelt'), tie('spelt'), either('', ' ')).map(([x, y, gap]): Spelt => ({
      text: beside(x, y, gap),
      strength: PRODUCT,
      value: combined(x.value, y.value, '*'),
    })),
    fc
      .tuple(tie('spelt'), tie('spelt'), either('+', '-', '*', '/'), fc.nat(1))
      .map(([x, y, operator, way]): Spelt => {
        const strength = operator === '+' || operator === '-' ? SUM : PRODUCT;
        const spellings = SPELLINGS[operator]!;
        const sign = spellings[way % spellings.length]!;
        return {
          text: `${grouped(x, strength)} ${sign} ${grouped(y, strength + 1)}`,
          strength,
          value: combined(x.value, y.value, operator),
        };
      }),
  ),
}));
