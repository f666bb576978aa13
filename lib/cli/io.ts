import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

/** A stream that people may be looking at. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** A stream that people may be typing into. */
export type Input = Readable & { readonly isTTY?: boolean };

/** Everything that a command sees of its surroundings. Specs bring their own. */
export interface Io {
  readonly stdin: Input;
  /** Takes the answer alone. */
  readonly stdout: Output;
  /** Takes progress, notes and complaints. */
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The arguments after the program's name. */
  readonly argv: readonly string[];
  /** Aborts when the user interrupts the program. */
  readonly signal: AbortSignal;
  /** Memory whose number another thread sets when the user interrupts the program, or the line of a conversation. */
  readonly interruption?: Int32Array;
  /** Why the command has no thread of its own, where node permits none: while it computes it then hears no interrupt. */
  readonly noThread?: string | undefined;
  /** Calls a function when the program is asked to end, in place of ending at once. */
  readonly terminated?: (listener: () => void) => void;
}

/** Whether the user has interrupted the program. Where it computes, the signal may not have been heard yet. */
export function isInterrupted({ signal, interruption }: Io): boolean {
  return signal.aborted || (interruption !== undefined && Atomics.load(interruption, 0) !== 0);
}

/** Writes one whole line, and waits while the reader of a pipe is behind. */
export async function writeLine(output: Output, line: string): Promise<void> {
  if (!output.write(`${line}\n`) && !output.destroyed) await once(output, 'drain');
}
