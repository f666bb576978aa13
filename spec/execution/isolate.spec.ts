import { describe, expect, it } from '@jest/globals';
import { IsolateContext } from '#lib/execution/thread.js';
import { contextLaws } from './context-laws.js';
import { isolationLaws } from './isolation-laws.js';
import { leaseOf } from './lease-of.js';
import * as misbehaving from './refiners/misbehaving.js';

contextLaws('isolate', () => new IsolateContext({ stopGraceMilliseconds: Infinity }));
isolationLaws('isolate', (options) => new IsolateContext(options));

describe('an isolate', () => {
  it('is lost with its lease when the memory it is allowed is full', async () => {
    const context = new IsolateContext({ resourceLimits: { maxOldGenerationSizeMb: 32 } });
    expect(await context.execute(leaseOf(misbehaving.hoarding, null)).settled).toMatchObject({
      kind: 'lost',
      reason: expect.stringContaining('memory'),
    });
    await context.terminate('the spec is over');
  });
});
