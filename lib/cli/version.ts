import { readFileSync } from 'node:fs';

/** The version of the package, from its package.json beside the compiled files. */
export function version(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  return version;
}
