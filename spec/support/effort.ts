/** The factor by which random specs scale: `SPEC_EFFORT=10 npm test` runs ten times the cases. */
export const effort = Number(process.env['SPEC_EFFORT'] ?? '1');

/** How many cases a property that usually runs `usual` of them runs now. */
export function runs(usual: number): number {
  return Math.max(1, Math.round(usual * effort));
}
