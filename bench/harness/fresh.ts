/** Values that no session has seen, to so many digits. */
import { createSession } from 'pincer';
import type { Real, Session } from 'pincer';
import type { Work } from './interleaved.js';
import { sink } from './sink.js';

/** The proven digits of a value, as text. @throws Error where they are not given. */
export function digitsOf(value: Real, digits: number, session?: Session): string {
  const result = value.refineSync({ digits }, session === undefined ? {} : { session });
  if (result.status !== 'met') throw new Error(`${String(digits)} digits: ${result.status}`);
  return result.digits;
}

/** Builds the value of an index, narrows it in the default session and reads its digits. */
export function freshDigits(build: (index: number) => Real, digits: number): Work {
  return (from, runs) => () => {
    for (let i = from; i < from + runs; i++) sink.value = digitsOf(build(i), digits);
  };
}

/** So many sessions, each with what is made in it ahead of the time. */
export function inSessions<T>(runs: number, make: (session: Session) => T): readonly T[] {
  return Array.from({ length: runs }, () => make(createSession()));
}
