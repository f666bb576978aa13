import { dirname } from 'node:path';
import process from 'node:process';

/**
 * Replaces a file: writes another one beside it, has the disk confirm it, and renames it, which POSIX does as a whole.
 * It is synchronous, since a step that starts meanwhile may hold the thread for long.
 */
export function saveFile(path: string, text: string): void {
  const fs = process.getBuiltinModule('node:fs');
  const beside = `${path}.new`;
  const file = fs.openSync(beside, 'w');
  try {
    fs.writeFileSync(file, text);
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
  fs.renameSync(beside, path);
  confirmFolder(fs, dirname(path));
}

/** Has the disk confirm the renaming. Where a folder cannot be opened, as on Windows, the system does so itself. */
function confirmFolder(fs: typeof import('node:fs'), folder: string): void {
  let opened: number;
  try {
    opened = fs.openSync(folder, 'r');
  } catch {
    return;
  }
  try {
    fs.fsyncSync(opened);
  } catch {
    // The file is whole either way.
  } finally {
    fs.closeSync(opened);
  }
}
