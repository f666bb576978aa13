import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { ExpressionSyntaxError } from '#lib/expression/errors.js';
import { MAX_DEPTH } from '#lib/expression/open-stack.js';
import { parseSyntax } from '#lib/expression/syntax.js';

import { runs } from '../support/effort.js';
import { prefix } from './reading.js';

const read = (text: string): string => prefix(parseSyntax(text));

function refusal(text: string): ExpressionSyntaxError {
  try {
    parseSyntax(text);
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return error;
    throw error;
  }
  throw new Error(`${text} was accepted`);
}

describe('the grammar', () => {
  test.each([
    ['1+2*3', '(+ 1 (* 2 3))'],
    ['1-2-3', '(- (- 1 2) 3)'],
    ['8/4/2', '(/ (/ 8 4) 2)'],
    ['8/4*2', '(* (/ 8 4) 2)'],
    ['-2^2', '(- (^ 2 2))'],
    ['(-2)^2', '(^ (- 2) 2)'],
    ['2^3^2', '(^ 2 (^ 3 2))'],
    ['2^-3^2', '(^ 2 (- (^ 3 2)))'],
    ['2^-3*4', '(* (^ 2 (- 3)) 4)'],
    ['2^+3', '(^ 2 3)'],
    ['2*-3^2', '(* 2 (- (^ 3 2)))'],
    ['-2*3', '(* (- 2) 3)'],
    ['--2', '(- (- 2))'],
    ['1 - -2', '(- 1 (- 2))'],
    ['+ + 2', '2'],
    ['(1+2)*3', '(* (+ 1 2) 3)'],
    ['-(1+2)^2', '(- (^ (+ 1 2) 2))'],
    ['sqrt(2)^2', '(^ (sqrt 2) 2)'],
    ['root(1+1, 3)*f()', '(* (root (+ 1 1) 3) (f))'],
    ['f(1, (2), g(3, 4), -5)', '(f 1 2 (g 3 4) (- 5))'],
    ['sin ( 1 )', '(sin 1)'],
    ['1\t+\r\n2', '(+ 1 2)'],
    ['(1\n+ 2\n)', '(+ 1 2)'],
    ['f(1,\n 2\n)', '(f 1 2)'],
    ['x_1 + _Y', '(+ x_1 _Y)'],
    ['1.23 +/- 0.01', '(+/- 1.23 0.01)'],
    ['-1.23 +/- 0.01', '(+/- (- 1.23) 0.01)'],
    ['1±2', '(+/- 1 2)'],
    ['3 - 1 +/- .1 - 2', '(- (- 3 (+/- 1 .1)) 2)'],
    ['1 +/- .1 +/- .2', '(+/- (+/- 1 .1) .2)'],
    ['2*(1.23 +/- .01)^2', '(* 2 (^ (+/- 1.23 .01) 2))'],
    ['(2*x) +/- (1/3)', '(+/- (* 2 x) (/ 1 3))'],
    ['f(x) +/-\n1', '(+/- (f x) 1)'],
    ['2*[1.22, 1.24]', '(* 2 [1.22, 1.24])'],
    ['[-1, +2]', '[(- 1), 2]'],
    ['[1/3,\n 1/2]', '[(/ 1 3), (/ 1 2)]'],
    ['f([1, 2], 3)', '(f [1, 2] 3)'],
  ])('%s is read as %s', (text, tree) => {
    expect(read(text)).toBe(tree);
  });

  test.each([
    ['1.5e-3', '1.5e-3'],
    ['.5', '.5'],
    ['.5E+7', '.5E+7'],
    ['2.', '2.'],
    ['2.e3', '2.e3'],
    ['007', '007'],
    ['123456789012345678901234567890.5', '123456789012345678901234567890.5'],
  ])('the literal %s keeps every digit', (text, literal) => {
    expect(read(text)).toBe(literal);
  });

  test('statements are separated by semicolons or line ends, and the last one is the answer', () => {
    const text = '# two of them\nx = sqrt(2) # a comment\n\ny = x + pi;; y / x;\n# the end';
    const { statements } = parseSyntax(text);
    expect(statements.map((statement) => statement.name)).toEqual(['x', 'y', null]);
    expect(statements.map((statement) => text.slice(statement.at, statement.at + 1))).toEqual([
      'x',
      'y',
      'y',
    ]);
    expect(read('a = 1; b = 2 + 3')).toBe('(+ 2 3)');
  });

  test('a line that ends in an operator goes on in the next', () => {
    expect(read('1 +\n\n2')).toBe('(+ 1 2)');
    expect(read('x =\n2')).toBe('2');
  });

  test('an instruction points to its operator, its name or its literal', () => {
    const [statement] = parseSyntax('12 * -sqrt(34 / x)').statements;
    expect(statement?.code.map((instruction) => instruction.at)).toEqual([0, 11, 16, 14, 6, 5, 3]);
  });
});

describe('the label of a datum', () => {
  test.each([
    ['1 + 1.23 +/- 0.01 + 2', '1.23 +/- 0.01'],
    ['1.23+/-.01', '1.23+/-.01'],
    ['(2 * 3) +/- (1/3)', '(2 * 3) +/- (1/3)'],
    ['-sin(1) +/- 1 ; 2', '-sin(1) +/- 1'],
    ['x + - -x +/- 1\n', '- -x +/- 1'],
    ['f(1 ± 2, 3)', '1 ± 2'],
    ['2 * [ 1.22, (1.24) ] + 1', '[ 1.22, (1.24) ]'],
  ])('of %j is %j', (text, label) => {
    const code = parseSyntax(text).statements[0]?.code ?? [];
    expect(
      code.flatMap((instruction) => ('label' in instruction ? instruction.label : [])),
    ).toEqual([label]);
  });
});

describe('what is no expression', () => {
  test.each([
    ['', 0, 'empty'],
    [' ; # nothing\n', 13, 'empty'],
    ['sin(', 4, 'expected a value, found the end of the text'],
    ['2 +* 3', 3, 'expected a value, found *'],
    ['2 +', 3, 'found the end of the text'],
    ['1 +;2', 3, 'found ;'],
    ['(1 + 2', 6, 'expected ) to close the ( at character 1'],
    ['sqrt(1; 2)', 6, 'expected ) to close sqrt( at character 1, found ;'],
    ['1)', 1, 'closes nothing'],
    ['()', 1, 'expected a value, found )'],
    ['(1, 2)', 2, 'comma'],
    ['1, 2', 1, 'comma'],
    ['f(1,)', 4, 'expected a value'],
    ['f(,1)', 2, 'expected a value'],
    ['1/2 3', 4, 'expected an operator, found 3'],
    ['1..2', 0, '1..2 is no number'],
    ['1e', 1, '1e has two readings, 1*e and 1e…'],
    ['"a"', 0, 'unexpected character'],
    ["'a'", 0, 'unexpected character'],
    ['x ? 1 : 2', 2, 'unexpected character "?"'],
    ['[1, 2, 3]', 5, 'expected ] after the upper end, found ,'],
    ['[1]', 2, 'expected , between the two ends'],
    ['[1, 2', 5, 'expected ] to close the [ at character 1, found the end of the text'],
    ['[1, 2)', 5, 'expected ] to close the [ at character 1, found )'],
    ['(1]', 2, 'expected ) to close the ( at character 1, found ]'],
    ['f(1]', 3, 'expected ) to close f( at character 1, found ]'],
    ['1]', 1, 'this ] closes nothing'],
    ['[]', 1, 'expected a value, found ]'],
    ['[,1]', 1, 'expected a value, found ,'],
    ['1 +/-', 5, 'expected a value, found the end'],
    ['+/- 1', 0, 'expected a value, found +/-'],
    ['2*1.23 +/- .01', 7, 'needs parentheses'],
    ['1/3 +/- .01', 4, 'needs parentheses'],
    ['2^1.23 +/- .01', 7, 'needs parentheses'],
    ['1.23 +/- .01*2', 12, 'needs parentheses'],
    ['1.23 +/- 1/3', 10, 'needs parentheses'],
    ['1.23 +/- .1^2', 11, 'needs parentheses'],
    ['x == 1', 3, 'expected a value, found ='],
    ['1 = 2', 2, 'names its value'],
    ['f(x) = 2', 5, 'names its value'],
    ['2 % 3', 4, '2 % 3 has two readings, (2 %)*3 and mod(2, 3)'],
    ['1e5.5', 0, '1e5.5 is no number'],
    ['😀', 0, '"😀"'],
  ])('%j is refused at %i', (text, at, message) => {
    const error = refusal(text);
    expect(error.message).toContain(message);
    expect(error.at).toBe(at);
    expect(error.name).toBe('ExpressionSyntaxError');
  });

  test('a problem is drawn with a caret under its place', () => {
    expect(refusal('2 +* 3').render()).toBe('expected a value, found *\n  2 +* 3\n     ^');
    expect(refusal('x = 1\ny = 2 3\nz').render()).toBe(
      'expected an operator, found 3 (line 2)\n  y = 2 3\n        ^',
    );
  });

  test('of a long line only the neighbourhood is drawn', () => {
    const drawn = refusal(`${'1+'.repeat(500)}*${'+1'.repeat(500)}`).render();
    const [, line, caret] = drawn.split('\n');
    expect(line?.length).toBeLessThan(80);
    expect(line?.[(caret?.length ?? 0) - 1]).toBe('*');
  });
});

describe('depth and size', () => {
  const nested = (depth: number, open: string, close: string): string =>
    open.repeat(depth) + '1' + close.repeat(depth);

  test.each([
    ['parentheses', '(', ')'],
    ['calls', 'sin(', ')'],
    ['signs', '-', ''],
    ['exponents', '2^', ''],
    ['brackets', '[', ', 2]'],
    ['continued fractions', '1/(1+', ')'],
  ])('%s may be nested 1,000 deep, and no deeper', (_, open, close) => {
    expect(() => parseSyntax(nested(MAX_DEPTH, open, close))).not.toThrow();
    expect(refusal(nested(MAX_DEPTH + 1, open, close)).message).toContain('1000 levels');
    expect(refusal(nested(200_000, open, close)).message).toContain('1000 levels');
  });

  test('a sum or product of many terms is not deep', () => {
    for (const operator of ['+', '-', '*', '/'])
      expect(parseSyntax(`1${`${operator}1`.repeat(10_000)}`).statements[0]?.code).toHaveLength(
        20_001,
      );
  });

  test('many statements, arguments and siblings are not deep', () => {
    expect(() => parseSyntax('x;'.repeat(20_000))).not.toThrow();
    expect(() => parseSyntax(`f(${'(1),'.repeat(20_000)}1)`)).not.toThrow();
    expect(() => parseSyntax(`${'(2^-1)+'.repeat(20_000)}1`)).not.toThrow();
  });
});

type Tree =
  | { kind: 'atom'; text: string }
  | { kind: 'negate'; x: Tree }
  | { kind: 'binary'; operator: string; x: Tree; y: Tree }
  | { kind: 'call'; name: string; operands: Tree[] };

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.record({ kind: fc.constant('atom' as const), text: fc.constantFrom('1', 'x', '2.5') }),
    fc.record({ kind: fc.constant('negate' as const), x: tie('tree') }),
    fc.record({
      kind: fc.constant('binary' as const),
      operator: fc.constantFrom('+', '-', '*', '/', '^'),
      x: tie('tree'),
      y: tie('tree'),
    }),
    fc.record({
      kind: fc.constant('call' as const),
      name: fc.constantFrom('f', 'sqrt'),
      operands: fc.array(tie('tree'), { maxLength: 3 }),
    }),
  ),
}));

const LEVEL: Record<string, number> = { '+': 1, '-': 1, '*': 2, '/': 2, '^': 4 };

function level(x: Tree): number {
  if (x.kind === 'negate') return 3;
  return x.kind === 'binary' ? (LEVEL[x.operator] ?? 0) : 5;
}

/** The text with the fewest parentheses that the grammar allows around x and y. */
function written(x: Tree): string {
  const atLeast = (y: Tree, least: number): string =>
    level(y) >= least ? written(y) : `(${written(y)})`;
  switch (x.kind) {
    case 'atom':
      return x.text;
    case 'negate':
      return `-${atLeast(x.x, 3)}`;
    case 'call':
      return `${x.name}(${x.operands.map(written).join(',')})`;
    case 'binary': {
      const own = level(x);
      if (x.operator === '^') return `${atLeast(x.x, 5)}^${atLeast(x.y, 3)}`;
      const y = atLeast(x.y, own + 1);
      // A minus right after a plus would be plus or minus.
      const between = x.operator === '+' && y.startsWith('-') ? ' ' : '';
      return `${atLeast(x.x, own)}${x.operator}${between}${y}`;
    }
  }
}

function expected(x: Tree): string {
  if (x.kind === 'atom') return x.text;
  if (x.kind === 'negate') return `(- ${expected(x.x)})`;
  if (x.kind === 'call') return `(${[x.name, ...x.operands.map(expected)].join(' ')})`;
  return `(${x.operator} ${expected(x.x)} ${expected(x.y)})`;
}

describe('any expression', () => {
  test('is read back as it was meant, however few parentheses it is written with', () => {
    fc.assert(
      fc.property(tree, (x) => {
        expect(read(written(x))).toBe(expected(x));
      }),
      { numRuns: runs(250) },
    );
  });

  test('made of any characters is accepted or refused with a place inside the text', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...Array.from('+-*/^(),;=[]#.e \n|!%°_½²√×−π'),
        '+/-',
        'x',
        'sqrt(',
        '12',
        '±',
      ),
      fc.string({ unit: 'binary', maxLength: 2 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        try {
          prefix(parseSyntax(text));
        } catch (error) {
          if (!(error instanceof ExpressionSyntaxError)) throw error;
          expect(error.at).toBeGreaterThanOrEqual(0);
          expect(error.at).toBeLessThanOrEqual(text.length);
          expect(error.render().split('\n')).toHaveLength(3);
        }
      }),
      { numRuns: runs(1000) },
    );
  });
});
