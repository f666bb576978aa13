/**
 * The goals that a run asks for, one after the other, until the digits that are wanted.
 *
 * Laws
 * 1. They grow, each one past the last, and the last is what is wanted.
 * 2. At a fast pace there is one.
 */
import type { Pace } from '../question.js';

const GROWTH = 1.12;

/** The goal after one of so many digits; undefined where that was the last. */
export function nextGoal(pace: Pace, reached: number, wanted: number): number | undefined {
  if (reached >= wanted) return undefined;
  if (pace === 'fast') return wanted;
  return Math.min(wanted, Math.max(reached + 1, Math.floor(reached * GROWTH)));
}
