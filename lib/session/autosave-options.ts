import { describeInput } from '../exact/decimal/constant-input.js';
import { checkNames } from '../exact/options.js';
import { platform } from '../execution/platform/platform.js';
import { SessionError } from './errors.js';

/** Where and how often a session is saved. */
export interface AutosaveOptions {
  /** The path of the file; it is replaced as a whole. Beside it `<file>.new` is written. */
  readonly file: string;
  /** Milliseconds between two saves: 10,000 by default. */
  readonly every?: number | undefined;
}

export type CheckedAutosave = Required<{
  [Name in keyof AutosaveOptions]: NonNullable<AutosaveOptions[Name]>;
}>;

const DEFAULT_EVERY = 10_000;
/** The longest delay that a timer takes. */
const MOST_EVERY = 2 ** 31 - 1;

/** @throws SessionError naming the option, the value and the limit. */
export function checkAutosave(options: AutosaveOptions): CheckedAutosave {
  checkNames('createSession: autosave', options, ['file', 'every'], SessionError);
  const { file, every = DEFAULT_EVERY } = options;
  if (platform.saveFile === undefined)
    throw new SessionError('createSession: autosave takes a file, and only node has files');
  if (typeof (file as unknown) !== 'string' || file === '')
    throw new SessionError(
      `createSession: autosave.file must be a path, got ${describeInput(file)}`,
    );
  if (typeof (every as unknown) !== 'number' || !(every >= 0 && every <= MOST_EVERY))
    throw new SessionError(
      `createSession: autosave.every must be milliseconds from 0 to ${String(MOST_EVERY)}, got ${String(every)}`,
    );
  return { file, every };
}
