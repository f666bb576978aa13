/**
 * The options of node that a worker or a child process inherits from the command line.
 *
 * `--input-type` is for a program that is given as text, and node refuses it for a program from a file, as Pincer's
 * workers are. The text itself and the port of a debugger belong to the calling process alone.
 */

/** Options whose next argument is the text of a program. */
const TEXT_OPTIONS: readonly string[] = ['-e', '--eval', '-p', '--print', '-pe'];

/** Whether a worker thread would inherit an option with which it cannot start. */
export function inheritsInputType(options: readonly string[]): boolean {
  return options.some((option) => option.startsWith('--input-type'));
}

/** The options without the text of a program and without its type. */
export function withoutText(options: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < options.length; i++) {
    const option = options[i]!;
    if (option === '--input-type' || TEXT_OPTIONS.includes(option)) i++;
    else if (!option.startsWith('--input-type=') && !option.startsWith('--eval='))
      kept.push(option);
  }
  return kept;
}

/** The options without the port of a debugger as well, which one process holds. */
export function forChildProcess(options: readonly string[]): string[] {
  return withoutText(options).filter((option) => !option.startsWith('--inspect'));
}
