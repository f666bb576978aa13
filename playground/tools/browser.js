/** A browser on the built playground, for the tools beside this file. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { preview } from 'vite';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** Serves `build/site/`, and calls `act` with its address and a browser. */
export async function withPlayground(act) {
  const executablePath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((path) => existsSync(path));
  if (executablePath === undefined) throw new Error(`no ${NAMES.join(' or ')} is on the PATH`);
  const site = await preview({
    configFile: 'playground/vite.config.js',
    preview: { port: 0, host: '127.0.0.1' },
    logLevel: 'warn',
  });
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    await act(browser, site.resolvedUrls.local[0]);
  } finally {
    await browser.close();
    await site.close();
  }
}
