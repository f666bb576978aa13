import { describe, expect, it } from '@jest/globals';
import { IsolateContext } from '#lib/execution/contexts/thread.js';
import { contextLaws } from './context-laws.js';
import { interfere, isolationLaws } from './isolation-laws.js';
import { leaseOf } from '../lease-of.js';
import * as misbehaving from '../refiners/misbehaving.js';

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

  it('lets its modules know of their end', async () => {
    const context = new IsolateContext();
    const ended = new Int32Array(new SharedArrayBuffer(4));
    // Shared memory is no plain data; the host refuses it only after the step.
    const lease = leaseOf(misbehaving.departing, null, { state: { ended } as never });
    expect((await context.execute(lease).settled).kind).toBe('failed');
    await context.terminate('the spec is over');
    expect(ended[0]).toBe(1);
  });

  it('is ended all the same when a step does not let it go', async () => {
    const context = new IsolateContext();
    const settlement = await interfere(context, misbehaving.deaf, () =>
      context.terminate('enough'),
    );
    expect(settlement).toMatchObject({ kind: 'lost', reason: expect.stringContaining('enough') });
    await context.terminate('again');
  });
});
