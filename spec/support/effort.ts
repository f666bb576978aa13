/** The factor by which random specs scale: `SPEC_EFFORT=10 npm test` runs ten times the cases. */
export const effort = Number(process.env['SPEC_EFFORT'] ?? '1');

/** How large a case is now that usually is `usual` large: a smaller effort takes smaller ones, no effort larger ones. */
export function size(usual: number): number {
  return Math.max(1, Math.round(usual * Math.min(1, effort)));
}

/** How many cases a property that usually runs `usual` of them runs now. */
export function runs(usual: number): number {
  return Math.max(1, Math.round(usual * effort));
}
