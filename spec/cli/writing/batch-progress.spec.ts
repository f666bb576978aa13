import { describe, expect, test } from '@jest/globals';

import { BatchProgress } from '#lib/cli/writing/batch-progress.js';
import { ProgressLine } from '#lib/cli/writing/progress.js';

import { Page } from '../console.js';

/** A batch on a page that shows every line. */
function batch(all?: number): { page: Page; progress: BatchProgress; after: (ms: number) => void } {
  const page = new Page(false);
  let now = 0;
  // The line is due at each look, whatever the time of the batch is.
  let looks = 0;
  const line = new ProgressLine(page, false, () => (looks += 1000));
  const progress = new BatchProgress(line, all, () => now);
  return { page, progress, after: (ms) => void (now += ms) };
}

describe('the progress of a batch', () => {
  test('counts the values of a pipe as they are read, and all once it has ended', () => {
    const { page, progress } = batch();
    progress.begun(1);
    progress.begun(2);
    progress.done(1);
    progress.allRead();
    progress.moved(2, 0.5);
    expect(page.writes).toEqual([
      '0 of 1 values read so far\n',
      '0 of 2 values read so far\n',
      '1 of 2 values read so far\n',
      '1 of 2 values, 75 %\n',
    ]);
  });

  test('of a file says from the start how many there are, and after a tenth how long they will take', () => {
    const { page, progress, after } = batch(1000);
    progress.begun(1);
    after(10_000);
    progress.done(1);
    after(10_000);
    progress.begun(2);
    for (let line = 2; line <= 100; line++) {
      after(200);
      progress.done(line);
    }
    expect(page.writes.at(0)).toBe('0 of 1,000 values\n');
    expect(page.writes.at(1)).toBe('1 of 1,000 values, 0 %\n');
    expect(page.writes.at(-1)).toMatch(/^100 of 1,000 values, 10 %, about 3 min left\n$/);
  });
});
