import { PincerError } from '../exact/errors.js';

/** An option is out of range, or has a name that is not known. */
export class OptionError extends PincerError {}

/** No budget proves the answer. */
export class UndecidedError extends PincerError {}

/**
 * Refuses options with names that a call does not know: a misspelt name would be ignored in silence.
 * @param caller - the function to name in errors.
 * @throws OptionError naming the option and the known ones; TypeError where the options are no record.
 */
export function checkNames(caller: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null)
    throw new TypeError(`${caller}: options are a record, got ${String(options)}`);
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    throw new OptionError(
      `${caller}: there is no option ${JSON.stringify(name)}; the options are ${known.join(', ')}`,
    );
  }
}
