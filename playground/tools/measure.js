/**
 * Measures the built playground in Chromium. Prints
 *
 * - the bytes, compressed by gzip, of scripts and styles that are loaded before the first digits are on the screen, and
 *   before the first worker starts;
 * - the milliseconds of a cold load from loopback until the first proven digits are on the screen, best of five;
 * - the 95th percentile of the time between animation frames in which a drawn bound changed, over ten seconds of a
 *   graph of 60 nodes with one worker, and the milliseconds of CPU that the page's own thread takes for one.
 *
 *     npm run playground:build && node playground/tools/measure.js
 */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { withPlayground } from './browser.js';

const LOADS = 5;
const SECONDS = 10;

/** Twenty-two terms of three nodes or fewer, and their sum. */
const SIXTY = Array.from({ length: 22 }, (_, i) => `exp(sqrt(${i + 2})/${i + 3})`).join(' + ');

/** The bytes of what was asked for, and its files. */
function told(requests) {
  const files = [...new Set(requests.map((request) => new URL(request.url()).pathname))];
  const bytes = files.map((pathname) => {
    const folder = pathname.includes('/assets/') ? 'build/site/assets' : 'build/site';
    return gzipSync(readFileSync(join(folder, basename(pathname))), { level: 9 }).length;
  });
  const sum = bytes.reduce((total, each) => total + each);
  return `${sum} bytes (${files.map((pathname) => basename(pathname)).join(' ')})`;
}

/** In the page, before its program: when the first digits are written, and when they are on the screen. */
function watchDigits() {
  addEventListener('DOMContentLoaded', () => {
    const proven = document.getElementById('proven');
    new MutationObserver((_, watch) => {
      if (!/\d/.test(proven.textContent)) return;
      watch.disconnect();
      globalThis.writtenAt = performance.timeOrigin + performance.now();
      requestAnimationFrame(() => (globalThis.firstDigits = performance.now()));
    }).observe(proven, { childList: true, subtree: true, characterData: true });
  });
}

/** In the page: the time between frames, where a card or the value changed in the later one. */
function recordFrames() {
  let changed = false;
  globalThis.frames = [];
  const watch = new MutationObserver(() => (changed = true));
  for (const id of ['proven', 'drawing'])
    watch.observe(document.getElementById(id), {
      childList: true,
      subtree: true,
      characterData: true,
    });
  let last = performance.now();
  (function next(now) {
    if (changed) globalThis.frames.push(now - last);
    changed = false;
    last = now;
    requestAnimationFrame(next);
  })(last);
}

/** Seconds of CPU of the thread of a page so far. */
async function threadTime(debugging) {
  const { metrics } = await debugging.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'ThreadTime').value;
}

await withPlayground(async (browser, origin) => {
  let best = Infinity;
  for (let i = 0; i < LOADS; i++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const requests = [];
    page.on('request', (request) => requests.push(request));
    await page.addInitScript(watchDigits);
    await page.goto(origin);
    await page.waitForFunction(() => globalThis.firstDigits !== undefined);
    best = Math.min(best, await page.evaluate(() => globalThis.firstDigits));
    await page.locator('#rows button:enabled').first().waitFor();
    if (i === 0) {
      const writtenAt = await page.evaluate(() => globalThis.writtenAt);
      const files = requests.filter((request) => /\.(js|css)($|#)/.test(request.url()));
      const first = files.filter((request) => request.timing().startTime < writtenAt);
      console.log(`before the first digits: ${told(first)}`);
      console.log(`before the first worker steps: ${told(files)}`);
    }
    await context.close();
  }
  console.log(`first proven digits of a cold load: ${best.toFixed(0)} ms`);

  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(`${origin}#v=1&e=${encodeURIComponent(SIXTY)}&d=20000&p=grow&w=1&s=pull`);
  await page
    .locator('#note')
    .filter({ hasText: /press Run/ })
    .waitFor();
  await page.click('#run');
  await page.locator('#drawing svg').waitFor();
  const nodes = await page.locator('#drawing .node').count();
  const debugging = await page.context().newCDPSession(page);
  await debugging.send('Performance.enable');
  await page.evaluate(recordFrames);
  const before = await threadTime(debugging);
  await page.waitForTimeout(SECONDS * 1000);
  const used = (await threadTime(debugging)) - before;
  const frames = (await page.evaluate(() => globalThis.frames)).sort((a, b) => a - b);
  const p95 = frames[Math.floor(frames.length * 0.95)];
  const each = (1000 * used) / frames.length;
  console.log(
    `frames: p95 ${p95?.toFixed(1)} ms of ${frames.length}, ${each.toFixed(1)} ms of CPU each, ${nodes} nodes`,
  );
});
