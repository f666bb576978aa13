import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import axe from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';
import { run } from '#spec/support/child.js';
import { hasChromium, openChromium } from '#spec/support/chromium.js';
import { serveFolder } from './served.js';
import type { tests } from './page/main.js';
import { HOSTILE, hostilePages, reportPage } from './written.js';
import { spansByLane, traceOfThreads } from './traced.js';

/** Bundles the page and its workers into a folder. */
async function bundleInto(folder: string): Promise<void> {
  const program = fileURLToPath(new URL('./bundle.js', import.meta.url));
  const { code, stderr } = await run(process.execPath, [program, folder]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Drawn {
  readonly textContent: string;
  getBoundingClientRect(): Box & { readonly width: number };
  querySelectorAll(selector: string): Iterable<Drawn>;
}

declare const document: {
  readonly body: object;
  readonly documentElement: { readonly scrollWidth: number; readonly clientWidth: number };
  querySelectorAll(selector: string): Iterable<Drawn>;
};
declare const getComputedStyle: (element: object) => { readonly backgroundColor: string };

/** What somebody sees of a report. Runs in the page. */
function look() {
  const overlapping: string[] = [];
  const outside: string[] = [];
  let pictures = 0;
  for (const svg of document.querySelectorAll('svg')) {
    const whole = svg.getBoundingClientRect();
    if (whole.width === 0) continue;
    pictures++;
    const texts = [...svg.querySelectorAll('text')].map((element) => ({
      text: element.textContent,
      box: element.getBoundingClientRect(),
    }));
    for (const [i, { text, box }] of texts.entries()) {
      if (
        box.left < whole.left ||
        box.right > whole.right ||
        box.top < whole.top ||
        box.bottom > whole.bottom
      )
        outside.push(text);
      for (const other of texts.slice(i + 1)) {
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        // Boxes have room above and below the letters.
        if (across > 0 && down > 4) overlapping.push(`${text} | ${other.text}`);
      }
    }
  }
  const { scrollWidth, clientWidth } = document.documentElement;
  const background = getComputedStyle(document.body).backgroundColor;
  return { pictures, overlapping, outside, overflow: scrollWidth - clientWidth, background };
}

const digits = '-0.987765945992735527069134072078942655906793129516037196038764';

(hasChromium ? describe : describe.skip)('in a browser', () => {
  let server: Server | undefined;
  let origin = '';
  let folder = '';
  let browser: BrowserContext | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pincer-browser-'));
    await bundleInto(join(folder, 'bundle'));
    ({ server, origin } = await serveFolder(join(folder, 'bundle')));
    browser = await openChromium(join(folder, 'profile'));
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  /** Runs one of the page's tests in a page of its own. */
  async function runIn<Name extends keyof typeof tests>(path: string, name: Name) {
    const page: Page = await browser!.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(origin + path);
    await page.waitForFunction('globalThis.tests !== undefined');
    const answer = await page.evaluate(`globalThis.tests.${name}()`);
    expect(errors).toEqual([]);
    await page.close();
    return answer as Awaited<ReturnType<(typeof tests)[Name]>>;
  }

  /** A page, and what the paths that it opens do. */
  async function watched(): Promise<{ page: Page; didOn: (path: string) => Promise<string[]> }> {
    const page = await browser!.newPage();
    let did: string[] = [];
    page.on('request', (request) => did.push(new URL(request.url()).pathname));
    page.on('console', (message) => did.push(message.text()));
    page.on('pageerror', (error) => did.push(String(error)));
    const didOn = async (path: string): Promise<string[]> => {
      did = [];
      await page.goto(`${origin}/${path}`);
      if ((await page.evaluate('globalThis.ran')) !== undefined) did.push('ran');
      return did.filter((each) => each !== `/${path}` && each !== '/favicon.ico');
    };
    return { page, didOn };
  }

  describe('pages that Pincer writes', () => {
    it('run nothing and load nothing, whatever names, labels, texts and errors are', async () => {
      const bundle = join(folder, 'bundle');
      const pages = await hostilePages();
      const { page, didOn } = await watched();
      for (const [path, text] of Object.entries(pages)) {
        writeFileSync(join(bundle, path), text);
        expect({ path, did: await didOn(path) }).toEqual({ path, did: [] });
        expect(await page.locator('parsererror, img, script').count()).toBe(0);
        expect(await page.locator(':root').textContent()).toContain('</script><img src="/loaded"');
      }
      // What does run is noticed.
      writeFileSync(join(bundle, 'control.html'), `<!doctype html><body><p>${HOSTILE}`);
      expect(await didOn('control.html')).toEqual(expect.arrayContaining(['ran', '/loaded']));
      await page.close();
    }, 60_000);

    it('can be read at 1280 and at 360 pixels: no text lies over another one or beyond its picture', async () => {
      writeFileSync(join(folder, 'bundle', 'report-of-threads.html'), await reportPage());
      const { page, didOn } = await watched();
      expect(await didOn('report-of-threads.html')).toEqual([]);
      for (const [width, colorScheme, background] of [
        [1280, 'light', 'rgb(255, 255, 255)'],
        [360, 'dark', 'rgb(20, 24, 29)'],
      ] as const) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme });
        const { pictures, ...seen } = await page.evaluate(look);
        expect(seen).toEqual({ overflow: 0, background, overlapping: [], outside: [] });
        expect(pictures).toBe(4);
      }
      await page.evaluate(axe.source);
      const found = await page.evaluate('axe.run().then(({ violations }) => violations)');
      expect((found as { id: string }[]).map(({ id }) => id)).toEqual([]);
      await page.close();
    }, 60_000);

    it('are elements as well, for a page that draws them itself', async () => {
      expect(await runIn('/', 'picture')).toEqual({
        element: 'SVGSVGElement',
        width: 640,
        texts: true,
      });
    }, 60_000);
  });

  it('opens a trace in speedscope, with a lane per context and every span in it', async () => {
    const trace = await traceOfThreads();
    const bundle = join(folder, 'bundle');
    const installed = createRequire(import.meta.url).resolve('speedscope/package.json');
    cpSync(join(dirname(installed), 'dist/release'), join(bundle, 'speedscope'), {
      recursive: true,
    });
    writeFileSync(join(bundle, 'trace.json'), JSON.stringify(trace));
    const page = await browser!.newPage();
    const told: string[] = [];
    page.on('console', (message) => told.push(message.text()));
    page.on('pageerror', (error) => told.push(String(error)));
    await page.goto(`${origin}/speedscope/index.html#profileURL=/trace.json`);
    const shown: Record<string, string[]> = {};
    const lanes = Object.entries(spansByLane([...trace.events()]));
    for (const [i] of lanes.entries()) {
      const place = `\\(${String(i + 1)}/${String(lanes.length)}\\)`;
      const title = page.getByText(new RegExp(`pincer \\(pid 1\\), .*${place}`));
      await title.waitFor();
      // The table of what ran, the longest first.
      if (i === 0) await page.keyboard.press('3');
      const rows = page.locator('tr').filter({ hasText: '"lease":' });
      await rows.first().waitFor();
      const [, lane = ''] = /, (.*) \(tid/.exec((await title.textContent())!)!;
      shown[lane] = (await rows.allTextContents())
        .map((row) => /"lease":(\d+)/.exec(row)![1]!)
        .sort();
      await page.keyboard.press('n');
    }
    expect(shown).toEqual(Object.fromEntries(lanes));
    expect(told.filter((text) => /Error|Tried to end|still open/.test(text))).toEqual([]);
    await page.close();
  }, 60_000);

  for (const [kind, path, shares] of [
    ['without', '/', false],
    ['with', '/isolated', true],
  ] as const) {
    describe(`${kind} cross-origin isolation`, () => {
      it('shares memory or does not', async () => {
        expect(await runIn(path, 'isolated')).toBe(shares);
      }, 60_000);

      it('computes on the page', async () => {
        expect(await runIn(path, 'inline')).toEqual({
          result: digits,
          elsewhere: 0,
          kinds: [],
          told: [],
        });
      }, 60_000);

      it('computes in module workers', async () => {
        const { result, elsewhere, told } = await runIn(path, 'workers');
        expect(result).toBe(digits);
        expect(elsewhere).toBeGreaterThan(0);
        expect(told).toEqual([]);
      }, 60_000);

      it('computes with refiners that a worker of the page serves, defined or listed', async () => {
        for (const name of ['ownWorkers', 'listingWorkers'] as const) {
          const { result, elsewhere, told } = await runIn(path, name);
          expect(result).toBe(`0.${'3'.repeat(40)}`);
          expect(elsewhere).toBeGreaterThan(0);
          expect(told).toEqual([]);
        }
      }, 60_000);

      it('is stopped in mid-lease, and its worker lives on', async () => {
        const { result } = await runIn(path, 'cancellation');
        expect(result).toMatchObject({ reason: 'aborted', alive: true });
      }, 60_000);
    });
  }
});
