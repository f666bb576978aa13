/** What the closing line needs of jest's totals. */
export interface Totals {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numRuntimeErrorTestSuites: number;
}

/**
 * The closing line of a run, for readers that are programs: `N passed, N failed`. A spec file that
 * could not be loaded counts as one failure; specs that did not run are named only if there are any.
 */
export function closingLine(totals: Totals): string {
  const failed = totals.numFailedTests + totals.numRuntimeErrorTestSuites;
  const skipped = totals.numPendingTests + totals.numTodoTests;
  const line = `${totals.numPassedTests} passed, ${failed} failed`;
  return skipped === 0 ? line : `${line}, ${skipped} skipped`;
}

/** A jest reporter that ends the output with the closing line. */
export default class PlainReporter {
  onRunComplete(_contexts: unknown, totals: Totals): void {
    // Jest appends its summary after every configured reporter: only the exit comes later.
    process.once('exit', () => {
      process.stdout.write(`\n${closingLine(totals)}\n`);
    });
  }
}
