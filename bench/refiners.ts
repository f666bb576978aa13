/** The kit for refiners of one's own, one file per subject in refiners/. */
import type { Options, Row } from './harness/bench.js';
import { Desk } from './harness/desk.js';
import { laws } from './refiners/laws.js';
import { ownCode } from './refiners/own-code.js';

export const name = 'refiners';

export function run({ quick }: Options): readonly Row[] {
  const desk = new Desk(name, quick);
  laws(desk);
  ownCode(desk);
  return desk.rows();
}
