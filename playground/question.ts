/** What the page asks: a text, so many digits, and how it is to be computed. */

/** `fast`: one goal, as fast as it can. `grow`: goals that grow, digit by digit; none is asked for before its time. */
export const PACES = ['grow', 'fast'] as const;
export type Pace = (typeof PACES)[number];

/** Who decides which step runs next: Pincer's own scheduler, and three others to compare it with. */
export const POLICIES = ['pull', 'rounds', 'push', 'caps'] as const;
export type PolicyName = (typeof POLICIES)[number];

/** What is to be computed. */
export interface Question {
  readonly text: string;
  readonly digits: number;
  readonly pace: Pace;
  readonly policy: PolicyName;
}
