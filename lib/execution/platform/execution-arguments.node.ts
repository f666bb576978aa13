/**
 * What a worker or a child process inherits of the command line of node.
 *
 * `--input-type` says what a program given as text is; with a program from a file, as ours are, node
 * refuses it. The text itself, and a debugger's port, belong to the calling process alone.
 */

/** Options that are followed by the text of a program. */
const TEXTS: readonly string[] = ['-e', '--eval', '-p', '--print', '-pe'];

/** Whether a worker thread cannot start with the options that it would inherit. */
export function inheritsInputType(options: readonly string[]): boolean {
  return options.some((option) => option.startsWith('--input-type'));
}

/** Without the kind of a program given as text, and without the text. */
export function withoutText(options: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < options.length; i++) {
    const option = options[i]!;
    if (option === '--input-type' || TEXTS.includes(option)) i++;
    else if (!option.startsWith('--input-type=') && !option.startsWith('--eval='))
      kept.push(option);
  }
  return kept;
}

/** Without the debugger's port as well, which serves one process only. */
export function forChildProcess(options: readonly string[]): string[] {
  return withoutText(options).filter((option) => !option.startsWith('--inspect'));
}
