import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { FleetError } from './errors.js';
import { LEAST_KEY } from './seal.js';

/** Beyond this a file is no key. */
const LONGEST_KEY = 65_536;

/**
 * The key in a file, which nobody but its owner may read or write. White space at its end does not count, as editors
 * and shells write it.
 *
 * @throws FleetError of fault `key`, which names the file and what to do, and shows nothing of its content.
 */
export function readKeyFile(path: string): Uint8Array {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (cause) {
    throw refused(path, `cannot be read (${(cause as NodeJS.ErrnoException).code ?? ''})`, cause);
  }
  try {
    // Of the file that was opened, whatever its path leads to by now.
    const state = fstatSync(descriptor);
    if (!state.isFile() || state.size > LONGEST_KEY)
      throw refused(path, `is no file of at most ${String(LONGEST_KEY)} bytes`);
    // Windows has no such modes.
    if (process.platform !== 'win32' && (state.mode & 0o077) !== 0)
      throw refused(
        path,
        `may be read by others (mode ${(state.mode & 0o777).toString(8)}): chmod 600 ${path}`,
      );
    const key = trimmed(readFileSync(descriptor));
    if (key.length >= LEAST_KEY) return key;
    throw refused(
      path,
      `holds ${String(key.length)} bytes, and a key has at least ${String(LEAST_KEY)}: make one with \`openssl rand -base64 48\``,
    );
  } finally {
    closeSync(descriptor);
  }
}

function refused(path: string, detail: string, cause?: unknown): FleetError {
  return new FleetError('key', `the key file ${path} ${detail}`, { cause });
}

function trimmed(content: Buffer): Buffer {
  let end = content.length;
  while (end > 0 && [0x20, 0x0a, 0x0d, 0x09].includes(content[end - 1]!)) end--;
  return content.subarray(0, end);
}
