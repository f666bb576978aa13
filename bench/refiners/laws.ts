/** How many broken refiners are caught by the law that names their fault, and by no other. */
import fc from 'fast-check';
import { refinerLaws } from 'pincer/testing';
import { BROKEN } from '#spec/support/laws/broken-refiners.js';
import { brokenLaws } from '#spec/support/laws/broken-laws.js';
import type { Desk } from '../harness/desk.js';

const RUNS = 100;
const QUICK_RUNS = 5;

export function laws(desk: Desk): void {
  let caught = 0;
  for (const { law, refiner, options = {}, runs = 0 } of BROKEN) {
    // A crash is thrown on: it is no law's answer.
    const broken = brokenLaws(
      refinerLaws(fc, refiner, options),
      desk.quick ? QUICK_RUNS : Math.max(RUNS, runs),
    );
    if (broken.length === 1 && broken[0]?.law === law) caught++;
  }
  desk.hold(`of ${String(BROKEN.length)}`, 'broken_refiners_caught', caught, BROKEN.length, '>=');
}
