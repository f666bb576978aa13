import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { run } from '#spec/support/child.js';
import { hasChromium, openChromium } from '#spec/support/chromium.js';
import { serveFolder } from './served.js';
import type { tests } from './page/main.js';

/** Bundles the page and its workers into a folder. */
async function bundleInto(folder: string): Promise<void> {
  const program = fileURLToPath(new URL('./bundle.js', import.meta.url));
  const { code, stderr } = await run(process.execPath, [program, folder]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
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
