/**
 * Makes the pictures of docs/playground.md from the built playground: wide and light, and as narrow as a phone and dark.
 *
 *     npm run playground:build && node playground/tools/screenshots.js
 */
import { withPlayground } from './browser.js';

const TEXT =
  '1000 sqrt(2) + 100 sqrt(3) + exp(1/10)/10 + ln(3)/100 + sin(sqrt(5))/1000 + atan(2)/10000';

const SHOTS = [
  { file: 'docs/playground.png', width: 1280, colorScheme: 'light', compare: true },
  { file: 'docs/playground-phone.png', width: 360, colorScheme: 'dark', compare: false },
];

await withPlayground(async (browser, origin) => {
  for (const { file, width, colorScheme, compare } of SHOTS) {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    await page.goto(`${origin}#v=1&e=${encodeURIComponent(TEXT)}&d=1000&p=grow&w=2&s=pull`);
    const proven = page.locator('#state').filter({ hasText: /^Proven/ });
    await proven.waitFor();
    if (compare) {
      await page.click('#compare-all');
      await page.locator('#schedulers tbody tr').nth(3).waitFor();
    }
    await proven.waitFor();
    await page.evaluate(() => scrollTo(0, 0));
    await page.screenshot({ path: file, fullPage: true });
    await page.close();
  }
});
