/** How many digits the bench of values asks for, and decimal.js with more of them to check these. */
import { Decimal } from 'decimal.js';

export const DIGITS = 50;

export const Wide = Decimal.clone({ precision: 70 });
