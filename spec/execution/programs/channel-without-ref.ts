/**
 * Computes in a process whose channel can neither be held nor released, as in Bun, and which reports what was sent with
 * undefined for no error. Prints whether it came out.
 */
import type { ChildProcess } from 'node:child_process';
import process from 'node:process';
import { createSession, pi } from '#lib/index.js';

const module = process.getBuiltinModule('node:child_process');
const { fork } = module;
const odd = (...of: Parameters<typeof fork>): ChildProcess => {
  const child = fork(...of);
  Object.assign(child.channel!, { ref: undefined, unref: undefined });
  const send = child.send.bind(child) as (
    message: object,
    sent: (error: unknown) => void,
  ) => boolean;
  const sendOddly = (message: object, sent: (error?: unknown) => void): boolean =>
    send(message, (error) => {
      sent(error ?? undefined);
    });
  return Object.assign(child, { send: sendOddly as ChildProcess['send'] });
};
Object.assign(module, { fork: odd });

await using session = createSession({ placement: 'process' });
const { status } = await pi.refine({ digits: 100 }, { session });
const kinds = new Set(session.contexts.map(({ kind }) => kind));
process.stdout.write(`${status} ${[...kinds].join()}\n`);
