/** Options are checked: their values, and their names. */
import { describe, expect, it } from '@jest/globals';
import {
  compareSync,
  createSession,
  GoalError,
  OptionError,
  pi,
  SessionError,
  source,
} from 'pincer';
import type { Goal, RefineOptions } from 'pincer';
import { place, ThreadContext } from 'pincer/execution';

const goal = { digits: 5 };

describe('options', () => {
  it('with a name that is not known are refused, with the names that are', () => {
    const misspelt = { timout: 4 } as RefineOptions;
    expect(() => pi.refineSync(goal, misspelt)).toThrow(OptionError);
    expect(() => pi.refineSync(goal, misspelt)).toThrow(
      /^refine: there is no option "timout"; the options are signal, timeout, /,
    );
    const budget = { step: 4 } as RefineOptions['budget'];
    expect(() => pi.refineSync(goal, { budget })).toThrow(
      /^refine: budget: there is no option "step"/,
    );
    expect(() => compareSync(pi, 3, { withn: 1 } as never)).toThrow(/^compare: .*"withn"/);
    expect(() => place(pi, 'thread', { sesion: 1 } as never)).toThrow(OptionError);
    expect(() => source('x', () => 1, { costs: 1 } as never)).toThrow(/^source x: .*"costs"/);
    expect(() => createSession({ cache: { entry: 1 } as never })).toThrow(SessionError);
    expect(() => createSession({ idle: { worker: 1 } as never })).toThrow(/^createSession: idle: /);
    expect(() => new ThreadContext({ names: 'x' } as never)).toThrow(/^ThreadContext: .*"names"/);
  });

  it('that are undefined are absent', () => {
    const options: RefineOptions = {
      signal: undefined,
      timeout: undefined,
      onTimeout: undefined,
      budget: { steps: undefined, separationTime: undefined },
      session: undefined,
      class: undefined,
      priority: undefined,
      parent: undefined,
      after: undefined,
      onAdmitted: undefined,
      assumeDomain: undefined,
      onProgress: undefined,
    };
    expect(pi.refineSync(goal, options).digits).toBe('3.1416');
    expect(compareSync(pi, 3, { within: undefined }).relation).toBe('greater');
    expect(pi.refineSync({ digits: 5, eps: undefined }).digits).toBe('3.1416');
    expect(new ThreadContext({ name: undefined, capacity: undefined }).name).toBe('thread');
  });
});

describe('a tolerance', () => {
  it.each([[true], [{}], [() => 1], [new Date(0)], [pi], [null], [NaN], ['-1']])(
    'is refused where it is no positive number: %p',
    (eps) => {
      expect(() => pi.refineSync({ eps } as unknown as Goal)).toThrow(GoalError);
      expect(() => compareSync(pi, 3, { within: eps as never })).toThrow(GoalError);
    },
  );
});

describe('a comparison', () => {
  it('takes whatever stands for a number', () => {
    expect(compareSync(pi, '3').relation).toBe('greater');
    expect(compareSync(2n, 2.5).relation).toBe('less');
    expect(compareSync('1/2', 0.5).relation).toBe('equal');
    expect(() => compareSync(pi, undefined as never)).toThrow(/^compareSync: takes a number/);
  });
});
