import type { Session } from '../../session/session.js';
import { Interner } from './interner.js';

const interners = new WeakMap<Session, Interner>();

/** The interner of a session's graph. */
export function internerOf(session: Session): Interner {
  let interner = interners.get(session);
  if (interner === undefined) {
    interner = new Interner(
      session.graph,
      (refiner) => {
        session.register(refiner);
      },
      (source, answer) => {
        session.sources.define(source, answer);
      },
    );
    interners.set(session, interner);
  }
  return interner;
}
