/** Opens the page in Chromium as `vite` serves it and as `vite build` has built it, and prints what it shows. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { createServer, preview } from 'vite';

const executablePath = (process.env.PATH ?? '')
  .split(delimiter)
  .flatMap((folder) => ['chromium', 'google-chrome'].map((name) => join(folder, name)))
  .find((path) => existsSync(path));
if (executablePath === undefined) throw new Error('there is no Chromium on the PATH');

const server = { port: 0, host: '127.0.0.1' };
const dev = await createServer({ server });
await dev.listen();
const built = await preview({ preview: server });
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  for (const [name, { resolvedUrls }] of Object.entries({ dev, built })) {
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.log(name, error.message));
    await page.goto(resolvedUrls.local[0]);
    await page.locator('#worker').filter({ hasText: /\d/ }).waitFor();
    console.log(name, await page.textContent('#here'), await page.textContent('#worker'));
  }
} finally {
  await Promise.all([browser.close(), built.close(), dev.close()]);
}
