import { PincerError } from './errors.js';

/** An option is out of range, or has a name that is not known. */
export class OptionError extends PincerError {}

/**
 * Refuses options with names that a call does not know: a misspelt name would be ignored in silence.
 *
 * @param caller - the function to name in errors.
 * @param Refusal - the class of the error.
 * @throws the error, naming the option and the known ones, or saying that the options are no record.
 */
export function checkNames(
  caller: string,
  options: unknown,
  known: readonly string[],
  Refusal: new (message: string) => PincerError = OptionError,
): void {
  if (typeof options !== 'object' || options === null)
    throw new Refusal(`${caller}: options are a record, got ${String(options)}`);
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    throw new Refusal(
      `${caller}: there is no option ${JSON.stringify(name)}; the options are ${known.join(', ')}`,
    );
  }
}
