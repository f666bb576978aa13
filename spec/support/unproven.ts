/**
 * A number that is zero, which Pincer does not prove: the formula for the double angle.
 *
 * It is undecided for want of a rule and not for want of a theorem: whoever adds the rule needs another zero here.
 */
export const UNPROVEN_ZERO = '(sin(2) - 2*sin(1)*cos(1))';
