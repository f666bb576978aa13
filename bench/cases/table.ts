/**
 * Values that were once not given, in time or at all, with their truths: each stands for a kind.
 *
 * The values are those of PARI and mpmath, which agree on them to more digits than are kept here; exact ones follow
 * from arithmetic. The programs are PARI's, with the precision that the value takes.
 */
import type { Goal } from 'pincer';

export interface ValueCase {
  readonly id: string;
  readonly expr: string;
  readonly goal: Goal;
  /** The true value, cut off; the value itself where it is exact. None where any answer in time is right. */
  readonly value?: string;
  /** Milliseconds: what the call may take, where that is the question. */
  readonly timeout?: number;
  /** What PARI evaluates, and to how many digits. */
  readonly pari?: { readonly program: string; readonly digits: number };
}

export interface RelationCase {
  readonly id: string;
  readonly compare: readonly [string, string];
  readonly relation: 'less' | 'greater' | 'equal';
}

/** `x0 = start; x1 = next(x0); ...; xN`. */
function recurrence(start: string, rounds: number, next: (x: string) => string): string {
  const lines = [`x0 = ${start}`];
  for (let i = 1; i <= rounds; i++) lines.push(`x${String(i)} = ${next(`x${String(i - 1)}`)}`);
  return [...lines, `x${String(rounds)}`].join('; ');
}

/** Henon's map. */
function henon(rounds: number): string {
  const lines = ['x0 = 0.1', 'y0 = 0.1'];
  for (let i = 1; i <= rounds; i++) {
    const before = String(i - 1);
    lines.push(`x${String(i)} = 1 - 1.4*x${before}*x${before} + y${before}`);
    lines.push(`y${String(i)} = 0.3*x${before}`);
  }
  return [...lines, `x${String(rounds)}`].join('; ');
}

const loop = (start: string, rounds: number, next: string, digits: number) => ({
  program: `my(x=${start});for(i=1,${String(rounds)},x=${next});x`,
  digits,
});

const fifty = { digits: 50 } as const;
const five = { digits: 5 } as const;

export const values: readonly ValueCase[] = [
  {
    id: 'logistic 3.9, 106 rounds',
    expr: recurrence('0.3', 106, (x) => `3.9*${x}*(1-${x})`),
    goal: fifty,
    value: '0.57861566338519365958796863910769397378088280612245953291',
    pari: loop('0.3', 106, '39/10*x*(1-x)', 150),
  },
  {
    id: 'logistic 4, 110 rounds',
    expr: recurrence('1/3', 110, (x) => `4*${x}*(1-${x})`),
    goal: fifty,
    value: '0.82072974619452675714599824754865685978787208490267494167',
    pari: loop('1/3.', 110, '4*x*(1-x)', 150),
  },
  {
    id: 'logistic 3.7, 1000 rounds',
    expr: recurrence('1/2', 1000, (x) => `3.7*${x}*(1-${x})`),
    goal: fifty,
    value: '0.71440890342854453318078808420991632499',
    pari: loop('0.5', 1000, '37/10*x*(1-x)', 400),
  },
  {
    id: 'Newton for 1/0.7, 300 rounds',
    expr: recurrence('1', 300, (x) => `${x}*(2-0.7*${x})`),
    goal: fifty,
    value: '1.4285714285714285714285714285714285714285714285714285714',
    pari: loop('1.', 300, 'x*(2-7/10*x)', 100),
  },
  {
    id: 'Chebyshev, 172 rounds',
    expr: recurrence('0.3', 172, (x) => `2*${x}*${x}-1`),
    goal: fifty,
    value: '-0.9932651244937471653688767713242792296',
    pari: loop('0.3', 172, '2*x*x-1', 200),
  },
  {
    id: 'x^2 - 1.9, 300 rounds',
    expr: recurrence('0.5', 300, (x) => `${x}*${x}-1.9`),
    goal: fifty,
    value: '-1.1687150141641361094426429809288425147',
    pari: loop('0.5', 300, 'x*x-19/10', 250),
  },
  {
    id: 'Henon, 300 rounds',
    expr: henon(300),
    goal: fifty,
    value: '-0.9282091751846729294420385991374601082',
    pari: {
      program: 'my(x=0.1,y=0.1);for(i=1,300,[x,y]=[1-14/10*x*x+y,3/10*x]);x',
      digits: 250,
    },
  },
  {
    id: '(1+1e-20)^(1e20)',
    expr: '(1+1e-20)^(1e20)',
    goal: fifty,
    value: '2.71828182845904523534669606221036727158057024426033396871',
    pari: { program: 'exp(10^20*log(1+10.^-20))', digits: 100 },
  },
  {
    id: '(1+1e-22)^(1e22)',
    expr: '(1+1e-22)^(1e22)',
    goal: fifty,
    value: '2.71828182845904523536015155726123954549547909178518365561',
    pari: { program: 'exp(10^22*log(1+10.^-22))', digits: 100 },
  },
  {
    id: '(1+1/3^50)^(3^50)',
    expr: '(1+1/3^50)^(3^50)',
    goal: fifty,
    value: '2.71828182845904523536028557812975683206487445831072071887',
    pari: { program: 'exp(3^50*log(1+3.^-50))', digits: 100 },
  },
  {
    id: '(1+2^-10000)^(2^10000)',
    expr: '(1+2^-10000)^(2^10000)',
    goal: { eps: '1e-60' },
    value: '2.71828182845904523536028747135266249775724709369995957496',
    pari: { program: 'exp(2^10000*log(1+2.^-10000))', digits: 6200 },
  },
  {
    id: '1.00000000000000000001^123456789012345678901',
    expr: '1.00000000000000000001^123456789012345678901',
    goal: { digits: 40 },
    value: '3.43689308434600800456214707794992150476929934969802496117',
    pari: { program: 'exp(123456789012345678901*log(1+10.^-20))', digits: 100 },
  },
  {
    id: '1/3^(1e9)',
    expr: '1/3^(1e9)',
    goal: { digits: 40 },
    value: '1.90694234515316566990542135693005155425815099552596613999e-477121255',
    pari: { program: 'exp(-10^9*log(3))', digits: 60 },
  },
  {
    id: '0.7^(1e9)',
    expr: '0.7^(1e9)',
    goal: { digits: 40 },
    value: '1.03337233521926163767853311588454117802659578040243355967e-154901960',
    pari: { program: 'exp(10^9*log(7/10))', digits: 60 },
  },
  {
    id: 'exp(-1e9)/3',
    expr: 'exp(-1e9)/3',
    goal: { digits: 40 },
    value: '4.16511423973671093641459499671663696588170459728909119068e-434294483',
    pari: { program: 'exp(-10.^9)/3', digits: 60 },
  },
  {
    id: 'ln((1/3)^(1e9))',
    expr: 'ln((1/3)^(1e9))',
    goal: { digits: 40 },
    value: '-1098612288.6681096913952452369225257046474905578227494517',
    pari: { program: '-10^9*log(3)', digits: 60 },
  },
  {
    id: '3^100000 mod 7',
    expr: 'mod(3^100000,7)',
    goal: five,
    value: '4',
    pari: { program: '(3^100000)%7', digits: 10 },
  },
  {
    id: '3^400000 + 1 - 3^400000',
    expr: '(3^400000+1)-3^400000',
    goal: five,
    value: '1',
    pari: { program: '(3^400000+1)-3^400000', digits: 10 },
  },
  {
    id: 'the 100,000th digit of sqrt(2)',
    expr: 'mod(floor(sqrt(2)*10^100000),10)',
    goal: five,
    value: '3',
    pari: { program: 'sqrtint(2*10^200000)%10', digits: 10 },
  },
  {
    id: '2^1000000007 mod 97',
    expr: 'mod(2^1000000007,97)',
    goal: five,
    value: '48',
    pari: { program: 'lift(Mod(2,97)^1000000007)', digits: 10 },
  },
  {
    id: 'floor(3^100000/3^99999)',
    expr: 'floor(3^100000/3^99999)',
    goal: five,
    value: '3',
    pari: { program: 'floor(3^100000/3^99999)', digits: 10 },
  },
  { id: 'floor(log(1000,10))', expr: 'floor(log(1000,10))', goal: five, value: '3' },
  { id: 'mod(8, sign(pi)*0.1)', expr: 'mod(8, sign(pi)*0.1)', goal: { decimals: 5 }, value: '0' },
  {
    id: '(7/3)^2000*(3/7)^2000-1',
    expr: '(7/3)^2000*(3/7)^2000-1',
    goal: { decimals: 5 },
    value: '0',
    pari: { program: '(7/3)^2000*(3/7)^2000-1', digits: 10 },
  },
  {
    id: '-30000+ln(1+exp(30000))',
    expr: '-30000+ln(1+exp(30000))',
    goal: { digits: 20 },
    value: '1.46400615449632675935207086932683176353935421970127952506e-13029',
    pari: { program: 'log(1+exp(30000.))-30000', digits: 13060 },
  },
  { id: '1.23 +/- 0.01 to 0.02', expr: '1.23 +/- 0.01', goal: { eps: '0.02' }, value: '1.23' },
  { id: '2^(10^9) in bits', expr: '2^(10^9)', goal: { bits: 10 }, timeout: 2000 },
  { id: '10^(10^8)+pi', expr: '10^(10^8)+pi', goal: { decimals: 3 }, timeout: 2000 },
  { id: '1/3 to 5,000,000 digits', expr: '1/3', goal: { digits: 5_000_000 }, timeout: 2000 },
];

export const relations: readonly RelationCase[] = [
  { id: '3^100000, 3^100000+1', compare: ['3^100000', '3^100000+1'], relation: 'less' },
  {
    id: 'two near e',
    compare: ['(1+1e-20)^(1e20)', '(1+1e-21)^(1e21)'],
    relation: 'less',
  },
  { id: '10^(10^8)+1, 10^(10^8)', compare: ['10^(10^8)+1', '10^(10^8)'], relation: 'greater' },
  { id: 'log(8,2), 3', compare: ['log(8,2)', '3'], relation: 'equal' },
];
