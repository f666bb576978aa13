/** The law of economy: a step computes at most twice the bits demanded plus 64. */
import { isFinite, widthLog2 } from '../../exact/enclosure/enclosure.js';
import { through } from './subject.js';
import type { Check } from './subject.js';
import { bitsOf } from './trial.js';

/** Magnitudes are rounded up, and so are bits. */
const ROUNDED_BITS = 4;

/** What a first look is for. */
const FIRST_LOOK_BITS = 64;

/** By the width of the bounds, and by the bits that the step declares. What a state holds was demanded before. */
export const economy: Check = (subject, scenario) => {
  let demanded = 0;
  through(subject, scenario, (trial, { answer, demand: { width } }) => {
    if (!('result' in answer)) return;
    const { bounds, bits, done } = answer.result;
    if (done === 'exact' || !isFinite(bounds)) return;
    demanded = Math.max(demanded, width === Infinity ? FIRST_LOOK_BITS : bitsOf(bounds, width));
    const most = 2 * demanded + 64;
    const reached = bitsOf(bounds, widthLog2(bounds));
    if (reached > most + ROUNDED_BITS)
      trial.broke(
        'economy',
        `the bounds have ${reached.toFixed(0)} bits where ${demanded.toFixed(0)} were demanded`,
      );
    if (bits !== undefined && bits > most + ROUNDED_BITS)
      trial.broke(
        'economy',
        `${String(bits)} bits were computed where ${demanded.toFixed(0)} were demanded`,
      );
  });
};
