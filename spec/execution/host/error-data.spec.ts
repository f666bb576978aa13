import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DomainError, PincerError } from '#lib/exact/errors.js';
import { fromErrorData, toErrorData } from '#lib/execution/host/error-data.js';
import { ModuleLoadError, RemoteError, UnknownRefinerError } from '#lib/execution/errors.js';
import { runs } from '#spec/support/effort.js';

/** There and back, through what a thread does to a message. */
function roundTrip(thrown: unknown): Error {
  return fromErrorData(structuredClone(toErrorData(thrown)));
}

class UserError extends Error {
  readonly depth = 12n;
  readonly listener = (): void => undefined;
}

describe('errors as data', () => {
  it('come back as the class they were, with message, stack and fields', () => {
    const error = new DomainError('sqrt: [-2, -1] is outside the domain');
    error.node = 'sqrt(x)';
    error.path = ['add', 'sqrt'];
    const back = roundTrip(error);
    expect(back).toBeInstanceOf(DomainError);
    expect(back).toMatchObject({ message: error.message, stack: error.stack, name: 'DomainError' });
    expect(back).toMatchObject({ node: 'sqrt(x)', path: ['add', 'sqrt'] });
  });

  it('come back as the class they were, whatever its constructor takes', () => {
    const unknown = new UnknownRefinerError({ name: 'pi', version: 2 });
    expect(roundTrip(unknown)).toBeInstanceOf(UnknownRefinerError);
    expect(roundTrip(unknown)).toMatchObject({ message: unknown.message, refiner: 'pi@2' });
    expect(roundTrip(new ModuleLoadError('file:///x.js', 'gone'))).toBeInstanceOf(ModuleLoadError);
    expect(roundTrip(new RangeError('far'))).toBeInstanceOf(RangeError);
  });

  it('keep the name of a class that is unknown here, and its plain fields', () => {
    const back = roundTrip(new UserError('mine'));
    expect(back).toBeInstanceOf(RemoteError);
    expect(back).toMatchObject({ name: 'UserError', message: 'mine', depth: 12n });
    expect(back).not.toHaveProperty('listener');
  });

  it('take classes of others to revive', () => {
    const back = fromErrorData(
      toErrorData(new UserError('mine')),
      new Map([['UserError', UserError]]),
    );
    expect(back).toBeInstanceOf(UserError);
  });

  it('keep the causes down to a depth, and cycles do no harm', () => {
    const inner = new TypeError('inner');
    const back = roundTrip(
      new PincerError('outer', { cause: new UserError('middle', { cause: inner }) }),
    );
    expect(back.cause).toMatchObject({ name: 'UserError', message: 'middle' });
    expect((back.cause as Error).cause).toBeInstanceOf(TypeError);
    const cyclic = new Error('round');
    cyclic.cause = cyclic;
    let depth = 0;
    for (let link: unknown = roundTrip(cyclic); link !== undefined; link = (link as Error).cause)
      depth += 1;
    expect(depth).toBe(9);
    expect(toErrorData(cyclic, 0)).not.toHaveProperty('cause');
  });

  it('are made of whatever was thrown', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true }), (thrown) => {
        expect(roundTrip(thrown).message).toContain('was thrown that is no error');
      }),
      { numRuns: runs(200) },
    );
    const hostile = new Proxy(new Error('x'), {
      get: () => {
        throw new Error('do not touch');
      },
    });
    expect(roundTrip(hostile).message).toContain('cannot be read');
  });
});
