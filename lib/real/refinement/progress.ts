/** What only those who listen to progress load. */
import { mignitudeLog2, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Nanoseconds } from '../../coordinator/time.js';
import type { ProgressListener } from '../../session/drivers/driver.js';
import { TimeLeft } from '../../session/time-left.js';
import type { Progress } from './refine-options.js';

const DIGITS_PER_BIT = Math.log10(2);

/** Passes on the progress of an operation as callers read it. */
export function progressListener(
  report: (progress: Progress) => void,
): (begun: Nanoseconds) => ProgressListener {
  return (begun) => ({
    report: ({ bounds, share, secondsLeft }) => {
      const [width, mignitude] = [widthLog2(bounds), mignitudeLog2(bounds)];
      // Bounds that contain zero, or an end that is infinite, prove no digit.
      const digits = width < mignitude ? Math.floor((mignitude - width) * DIGITS_PER_BIT) : 0;
      report({ digits, share, secondsLeft, width, mignitude });
    },
    timeLeft: new TimeLeft(begun),
    last: undefined,
    at: -Infinity,
  });
}
