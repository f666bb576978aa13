import type { Result } from '../real/index.js';

/** The exit codes, by which the program reports to its caller. */
export const exitCode = {
  met: 0,
  /** A mathematical error is proven: a domain, a division by zero, a limit, a contradiction. */
  mathematical: 1,
  /** Wrong usage, an unreadable file, or a text that is no expression. */
  usage: 2,
  /** The goal is not met; the best bounds are printed. */
  partial: 3,
  /** What was asked cannot be decided from the bounds that could be proven. */
  undecided: 4,
  interrupted: 130,
} as const;

const byStatus: Readonly<Record<Result['status'], number>> = {
  met: exitCode.met,
  partial: exitCode.partial,
  undecided: exitCode.undecided,
  error: exitCode.mathematical,
};

/** The exit code for an answer that was not interrupted. */
export function exitCodeOf(status: Result['status']): number {
  return byStatus[status];
}
