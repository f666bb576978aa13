import { describe, expect, test } from '@jest/globals';

import { checkFlags, readArguments } from '#lib/cli/reading/arguments.js';
import { flags } from '#lib/cli/reading/flags.js';
import { UsageError } from '#lib/cli/usage.js';

describe('arguments', () => {
  test('without flags leave the defaults', () => {
    expect(readArguments(['1'])).toEqual({
      workers: 'auto',
      limits: {},
      presentation: {},
      async: false,
      explain: false,
      json: false,
      strict: false,
      ordered: false,
      reproducible: false,
      history: true,
      insecure: false,
      isolation: 'process',
      keyFiles: [],
      modules: [],
      quiet: false,
      progress: 'auto',
      help: false,
      version: false,
      operands: ['1'],
      given: new Set(),
    });
  });

  test('may attach a value with = or give it next', () => {
    expect(readArguments(['--digits', '7']).goal).toEqual({ digits: 7 });
    expect(readArguments(['--digits=7']).goal).toEqual({ digits: 7 });
  });

  test.each([
    [['--decimals', '0'], { goal: { decimals: 0 } }],
    [['--bits', '330000000'], { goal: { bits: 330_000_000 } }],
    [['--eps', '1e-20'], { goal: { eps: '1e-20' } }],
    [['--rel', '.001'], { goal: { rel: '.001' } }],
    [['--workers', '2'], { workers: 2 }],
    [['--workers', 'auto'], { workers: 'auto' }],
    [['--timeout', '30s'], { limits: { timeout: 30_000 } }],
    [['--timeout', '500'], { limits: { timeout: 500 } }],
    [['--timeout', '2m'], { limits: { timeout: 120_000 } }],
    [['--max-steps', '12'], { limits: { maxSteps: 12 } }],
    [['--separation-bits', '100000'], { limits: { separationBits: 100_000 } }],
    [['--separation-time=9s'], { limits: { separationTime: 9000 } }],
    [['--assume-domain'], { limits: { assumeDomain: true } }],
    [['--strict', '--ordered'], { strict: true, ordered: true }],
    [['--round', 'half-away'], { presentation: { round: 'half-away' } }],
    [['--parallel'], { workers: 'auto' }],
    [['--parallel', '--workers', '8'], { workers: 8 }],
    [['--workers', '8', '--parallel'], { workers: 8 }],
    [['--within', '1e-9'], { within: '1e-9' }],
    [['--round', 'up'], { presentation: { round: 'up' } }],
    [['--as=ball', '--format', 'exponent'], { presentation: { as: 'ball', format: 'exponent' } }],
    [['--file', 'x.txt'], { file: 'x.txt' }],
    [['--progress'], { progress: true }],
    [['--json', '--quiet', '--no-progress'], { json: true, quiet: true, progress: false }],
    [['--help'], { help: true }],
    [['--version'], { version: true }],
  ])('%j are understood', (argv, settings) => {
    expect(readArguments(argv)).toMatchObject(settings);
  });

  test.each([['-2^2'], ['-x'], ['--2'], ['--sqrt(2)'], ['--pi'], ['---e'], ['-'], ['-pi'], ['']])(
    'take %j as an expression',
    (text) => {
      expect(readArguments([text, '--digits', '5']).operands).toEqual([text]);
    },
  );

  test('after -- are operands, whatever they look like', () => {
    expect(readArguments(['--json', '--', '--digits', '-5']).operands).toEqual(['--digits', '-5']);
  });

  test.each([
    [['--digits', '0'], '--digits takes a plain integer from 1 to 100,000,000, got 0'],
    [['--digits', '-5'], 'got -5'],
    [['--digits', 'abc'], 'got abc'],
    [['--digits', '1e12'], 'from 1 to 100,000,000, got 1e12'],
    [['--digits', '100000001'], 'got 100000001'],
    [['--digits', '5.0'], 'got 5.0'],
    [['--digits', ' 5'], 'plain integer'],
    [['--digits', '٣'], 'plain integer'],
    [['--digits='], 'got nothing'],
    [['--digits', '9'.repeat(500)], '…'],
    [['--decimals', '-1'], 'from 0 to 100,000,000'],
    [['--bits', '330000001'], 'from 0 to 330,000,000'],
    [['--eps', '0'], '--eps takes a positive decimal such as 1e-20 or 0.001, got 0'],
    [['--eps', '-1'], 'positive decimal'],
    [['--eps', '0.000e5'], 'positive decimal'],
    [['--eps', 'NaN'], 'positive decimal'],
    [['--eps', 'Infinity'], 'positive decimal'],
    [['--eps', '1e-999999999999'], 'positive decimal'],
    [['--rel', 'x'], '--rel takes a positive decimal'],
    [['--workers', 'two'], 'from 0 to 256, got two'],
    [['--workers', '1000'], 'from 0 to 256'],
    [['--timeout', '0'], 'positive time'],
    [['--timeout', '-1s'], 'positive time'],
    [['--timeout', 'soon'], 'got soon'],
    [['--timeout', '1y'], 'up to 24d'],
    [['--max-steps', '1.5'], 'plain integer'],
    [['--round', 'sideways'], '--round takes nearest, half-away, down, up, zero, got sideways'],
    [['--format', ''], '--format takes plain, exponent, got nothing'],
    [['--as', 'digits'], '--as takes bounds, ball, ratios'],
    [['--within', '0'], '--within takes a positive decimal'],
    [['--digits'], '--digits needs a value: --digits N'],
    [['--json=1'], '--json takes no value'],
    [['--digits', '5', '--eps', '1'], '--digits and --eps are two goals'],
    [['--digts', '5'], 'unknown flag --digts; did you mean --digits?'],
    [['--digts=5'], 'unknown flag --digts; did you mean --digits?'],
    [['--no-progres'], 'did you mean --no-progress?'],
    [['--frobnicate'], 'unknown flag --frobnicate'],
  ])('%j are refused: %s', (argv, message) => {
    expect(() => readArguments(argv)).toThrow(UsageError);
    expect(() => readArguments(argv)).toThrow(message);
  });

  test('the last of two equal flags counts', () => {
    expect(readArguments(['--digits', '5', '--digits', '6']).goal).toEqual({ digits: 6 });
  });

  test.each([
    [['--within', '1'], 'eval', '--within says nothing to eval; it is for compare'],
    [['--digits', '5'], 'compare', '--digits says nothing to compare; it is for eval and batch'],
    [['--round', 'up'], 'check', 'it is for eval and batch'],
    [['--file', 'F'], 'batch', 'it is for eval and check'],
  ])('%j are refused by %s', (argv, command, message) => {
    expect(() => checkFlags(readArguments(argv), command)).toThrow(message);
  });

  test('every flag is described in a line', () => {
    for (const flag of flags) expect(flag.doc).toMatch(/^.{10,70}$/);
  });
});
