/** Values that are narrowed to n digits and then to 2n. */
import { e, ln, pi, real, sqrt } from 'pincer';
import type { Real } from 'pincer';

export const RESUMED = {
  pi: () => pi,
  e: () => e,
  'sqrt(2)': () => sqrt(2),
  'ln(7/3)': () => ln(real('7/3')),
} as const satisfies Readonly<Record<string, () => Real>>;

export type ResumedName = keyof typeof RESUMED;

export interface ResumeQuestion {
  readonly name: ResumedName;
  readonly n: number;
  /** Whether the value has its n digits before its 2n are timed. */
  readonly isResumed: boolean;
}

export interface ResumeAnswer {
  /** Milliseconds of CPU of the 2n digits. */
  readonly time: number;
  readonly digits: string;
}
