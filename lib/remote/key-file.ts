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
  return readSecret(path, 'key', (text) => {
    if (text.length >= LEAST_KEY) return undefined;
    return `holds ${String(text.length)} bytes, and a key has at least ${String(LEAST_KEY)}: make one with \`openssl rand -base64 48\``;
  });
}

/**
 * The content of a file that holds a secret.
 * @param complaint - says what is wrong with the content, if anything is.
 */
export function readSecret(
  path: string,
  fault: 'key' | 'connection',
  complaint: (content: Buffer) => string | undefined = () => undefined,
): Buffer {
  const refuse = (detail: string, cause?: unknown): FleetError =>
    new FleetError(fault, `the file ${path} ${detail}`, { cause });
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (cause) {
    throw refuse(`cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'no reason'})`, cause);
  }
  try {
    const { mode, size } = fstatSync(descriptor);
    const isFile = fstatSync(descriptor).isFile();
    if (!isFile || size > LONGEST_KEY) throw refuse('is no file of a few bytes');
    // Windows has no such modes.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      throw refuse(`may be read by others (mode ${(mode & 0o777).toString(8)}): chmod 600 ${path}`);
    const content = trimmed(readFileSync(descriptor));
    const wrong = complaint(content);
    if (wrong !== undefined) throw refuse(wrong);
    return content;
  } finally {
    closeSync(descriptor);
  }
}

function trimmed(content: Buffer): Buffer {
  let end = content.length;
  while (end > 0 && [0x20, 0x0a, 0x0d, 0x09].includes(content[end - 1]!)) end--;
  return content.subarray(0, end);
}
