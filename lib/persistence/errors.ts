import { PincerError } from '../exact/errors.js';

/**
 * Why a snapshot was refused: it is no snapshot (`foreign`), of a later format or library (`newer`), shorter or longer
 * than when it was written (`truncated`), changed since (`damaged`), holds what no snapshot holds (`invalid`), or names
 * a refiner or combinator that is not here (`unknown`).
 */
export type SnapshotFault = 'foreign' | 'newer' | 'truncated' | 'damaged' | 'invalid' | 'unknown';

/** A snapshot was refused. Nothing of it was used. */
export class SnapshotError extends PincerError {
  readonly fault: SnapshotFault;
  /** Where the fault is: a field such as `content.nodes[3].bounds`, or characters of the text. */
  readonly place: string;
  /** @internal What is wrong there. */
  readonly problem: string;

  constructor(fault: SnapshotFault, place: string, problem: string, options?: ErrorOptions) {
    super(`snapshot: ${place} ${problem}`, options);
    this.fault = fault;
    this.place = place;
    this.problem = problem;
  }
}
