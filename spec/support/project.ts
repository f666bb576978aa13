/** Small projects of files, for the checks that judge a folder. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What `look` finds in a folder that holds these files, by their paths; the folder is removed afterwards. */
export async function inProject<T>(
  files: Readonly<Record<string, string>>,
  look: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'pincer-project-'));
  try {
    for (const [name, text] of Object.entries({ 'package.json': '{}', ...files })) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    return await look(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
