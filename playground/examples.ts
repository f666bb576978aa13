/** Texts from the guides, and a few that show one thing each. */
import { MOST_DIGITS } from './link.js';

export interface Example {
  readonly name: string;
  readonly text: string;
  readonly digits: number;
}

export const EXAMPLES: readonly Example[] = [
  { name: 'Two steps: √2 + π', text: 'sqrt(2) + pi', digits: 50 },
  { name: 'Ramanujan: almost an integer', text: 'exp(pi * sqrt(163))', digits: 40 },
  { name: 'Cancellation: 30 digits vanish', text: 'sqrt(10^30 + 1) - 10^15', digits: 30 },
  { name: 'Machin: π by arctangents', text: '16 atan(1/5) - 4 atan(1/239) - pi + 1', digits: 100 },
  { name: 'A tower of functions', text: 'sin(exp(sqrt(2))) + ln(cos(1/3)^2 + 1)', digits: 200 },
  {
    name: 'Eight terms of different weight',
    text: [
      '1000 sqrt(2) + 100 sqrt(3) + 10 sqrt(5) + sqrt(7)',
      '+ exp(1/10)/10 + ln(3)/100 + sin(1)/1000 + atan(2)/10000',
    ].join('\n'),
    digits: 1000,
  },
  {
    name: 'Long steps, for ending workers',
    text: 'exp(sqrt(2)) + sin(sqrt(3)) + ln(1 + sqrt(5)) + atan(sqrt(7))',
    digits: MOST_DIGITS,
  },
  { name: 'Exact: 1/3 + 1/6', text: '1/3 + 1/6', digits: 20 },
  {
    name: 'An equality by proof: the floor of log₁₀ 1000',
    text: 'floor(log(1000, 10))',
    digits: 20,
  },
];
