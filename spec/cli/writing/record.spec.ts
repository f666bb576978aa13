import { describe, expect, test } from '@jest/globals';

import { failure } from '#lib/cli/writing/evaluation.js';
import { recordText } from '#lib/cli/writing/record.js';

describe('an answer as one line of JSON', () => {
  test('is the error that says why, where it cannot be written', () => {
    const answer = failure({ id: 'a', expr: 'pi' }, null, 7);
    // It stands for any part of an answer whose text is longer than texts can be.
    const tooLong = {
      toJSON: () => ' '.repeat(2 ** 29) + ' '.repeat(2 ** 29),
    } as unknown as Parameters<typeof recordText>[2];
    expect(JSON.parse(recordText(answer, {}, tooLong))).toMatchObject({
      id: 'a',
      expr: 'pi',
      status: 'error',
      elapsedMs: 7,
      error: { name: 'RangeError' },
    });
  });
});
