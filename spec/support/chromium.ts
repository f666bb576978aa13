/** Chromium, where the machine has one: specs of pages are skipped without it. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import type { BrowserContext } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

const executable = (process.env['PATH'] ?? '')
  .split(delimiter)
  .flatMap((folder) => NAMES.map((name) => join(folder, name)))
  .find((path) => existsSync(path));

export const hasChromium = executable !== undefined;

if (!hasChromium) {
  process.stderr.write(
    `specs in a browser are skipped: no ${NAMES.join(' or ')} is on the PATH (apt-get install chromium)\n`,
  );
}

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @param profile - the folder that it keeps its profile in. */
export function openChromium(profile: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, {
    executablePath: executable!,
    headless: true,
    args: FLAGS,
  });
}
