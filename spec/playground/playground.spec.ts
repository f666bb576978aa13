/** The playground in a real browser, as a visitor uses it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { projectFolder, run } from '#spec/support/child.js';
import { hasChromium, openChromium } from '#spec/support/chromium.js';
import { checkGoal } from '#lib/coordinator/goals/goal.js';
import { magnitudeLog2, widthLog2 } from '#lib/exact/enclosure/size.js';
import { RefinementResult } from '#lib/real/refinement/result.js';
import { writeLink } from '../../playground/link.js';
import type { Shared } from '../../playground/link.js';
import { boundsInLog, LISTEN } from './lease-log.js';
import { buildSite, COLD, ISOLATED, PLAIN, serveSite } from './site.js';
import type { Site } from './site.js';

/** What the functions below use of a page. */
declare const document: {
  readonly documentElement: { readonly scrollWidth: number };
  readonly body: Element & { append(element: Element): void };
  getElementById(id: string): Element;
  querySelectorAll(selector: string): Iterable<Element>;
  createElement(name: string): Element;
};
declare const crossOriginIsolated: boolean;
declare const axe: {
  run(options?: { readonly runOnly: readonly string[] }): Promise<AxeResults>;
};
declare const MutationObserver: new (act: () => void) => {
  observe(element: Element, options: object): void;
  disconnect(): void;
};

declare const BroadcastChannel: new (name: string) => {
  onmessage: (() => void) | null;
  postMessage(message: string): void;
};
/** Of a worker. */
declare const self: { readonly name: string };
declare const addEventListener: (type: string, act: () => void, capture: boolean) => void;
/** What {@link hang} waits for. */
declare const globalThis: { hangs?: Promise<void> };

interface Element {
  textContent: string;
  open?: boolean;
  readonly children: Iterable<Element>;
  querySelector(selector: string): (Element & { click(): void }) | null;
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
  readonly passes: readonly unknown[];
}

const LONG = 'exp(sqrt(2)) + sin(sqrt(3)) + ln(1 + sqrt(5)) + atan(sqrt(7))';
/** It takes a slot more than ten seconds to all digits. */
const LONGER = Array.from(
  { length: 22 },
  (_, i) => `exp(sqrt(${String(i + 2)})/${String(i + 3)})`,
).join(' + ');
/** The most that is loaded before the first digits: scripts and styles, compressed. */
const MOST_BYTES = 110_000;
/** The files that are loaded after the first digits. */
const LATER = /^assets\/(answers|functions|compared|panels|layout|lane)-/;
const AXE = join(projectFolder, 'node_modules/axe-core/axe.min.js');

/** Values, and what `pincer eval` says of them. */
const VALUES = [
  ['sqrt(2) + pi', 50],
  ['sqrt(10^30 + 1) - 10^15', 30],
] as const;

type Bounds = Record<'digits' | 'lower' | 'upper', string>;

async function evaluated([text, digits]: readonly [string, number]): Promise<Bounds> {
  const main = join(projectFolder, 'build/lib/cli/main.js');
  const flags = ['--digits', String(digits), '--workers', '0', '--json'];
  const { stdout } = await run(process.execPath, [main, 'eval', text, ...flags]);
  const { digits: own, lower, upper } = JSON.parse(stdout) as Bounds;
  return { digits: own, lower, upper };
}

const link = (state: Partial<Shared>): string =>
  writeLink({ text: 'pi', digits: 20, workers: 2, pace: 'fast', policy: 'pull', ...state })!;

const textOf = (page: Page, selector: string): Promise<string | null> => page.textContent(selector);

/** Waits until an element has a text. */
const says = (page: Page, selector: string, pattern: RegExp): Promise<void> =>
  page.locator(selector).filter({ hasText: pattern }).waitFor({ state: 'attached' });

/** Waits until the goal has ended. */
const ended = (page: Page): Promise<void> =>
  says(page, '#state', /^(Proven|Not all|Undecided|Not defined)/);

const isIdle = (page: Page): Promise<void> =>
  page.locator('#rows li.busy').waitFor({ state: 'detached' });

/** Does what has the engine receive a message, at which that hangs; waits until it does. */
async function hang(page: Page, act: () => Promise<void>): Promise<void> {
  // A lane that starts tells the engine too.
  await page.locator('#rows button:enabled').nth(1).waitFor();
  const workers = page.workers();
  const names = await Promise.all(
    workers.map((worker) => worker.evaluate(() => self.name).catch(() => 'ended')),
  );
  await page.evaluate(() => {
    globalThis.hangs = new Promise((resolve) => {
      new BroadcastChannel('hangs').onmessage = () => resolve();
    });
  });
  await workers[names.indexOf('engine')]!.evaluate(() => {
    const hangForever = (): void => {
      new BroadcastChannel('hangs').postMessage('');
      for (;;);
    };
    addEventListener('message', hangForever, true);
  });
  await act();
  await page.evaluate(() => globalThis.hangs);
}

async function leasesOf(page: Page): Promise<number> {
  const [count] = /^[\d,]+/.exec((await textOf(page, '#used'))!)!;
  return Number(count.replace(',', ''));
}

async function compared(page: Page): Promise<void> {
  await page.click('#compare-all');
  await page.locator('#schedulers tbody tr').nth(3).waitFor();
}

(hasChromium ? describe : describe.skip)('the playground', () => {
  let server: Site | undefined;
  let browser: BrowserContext | undefined;
  let origin = '';
  let folder = '';
  let site = '';
  /** The page that most visits share: another link is another fragment of it. */
  let shared: Page | undefined;
  /** What the pages complained of. */
  const complaints: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pincer-playground-'));
    site = join(folder, 'site');
    [browser] = await Promise.all([openChromium(join(folder, 'profile')), buildSite(site)]);
    server = await serveSite(site);
    ({ origin } = server);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  afterEach(() => {
    expect(complaints.splice(0)).toEqual([]);
  });

  async function open(path: string, fragment = '', before = ''): Promise<Page> {
    const page = await browser!.newPage();
    if (before !== '') await page.addInitScript(before);
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('dialog', (dialog) => complaints.push(dialog.message()));
    await page.goto(`${origin}${path}${fragment}`);
    return page;
  }

  async function visit(fragment: string): Promise<Page> {
    shared ??= await open(PLAIN);
    await shared.goto(`${origin}${PLAIN}${fragment}`);
    return shared;
  }

  /** Visits a value that is computed at once, and waits for its end. */
  async function see(state: Partial<Shared>): Promise<Page> {
    const page = await visit(link(state));
    const text = (state.text ?? 'pi').slice(0, 20);
    await says(page, '#log', RegExp(`Run of ${text.replace(/[+()^]/g, '\\$&')}`));
    await ended(page);
    return page;
  }

  it('shows the digits and the bounds of pincer eval, with and without cross-origin isolation', async () => {
    const wanted = await Promise.all(VALUES.map(evaluated));
    for (const path of [ISOLATED, PLAIN]) {
      const page = await open(path);
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(path === ISOLATED);
      await ended(page);
      for (const [i, [text, digits]] of VALUES.entries()) {
        await page.goto(`${origin}${path}${link({ text, digits, workers: 0 })}`);
        await says(page, '#proven', RegExp(`^${wanted[i]!.digits.replace('.', '\\.')}$`));
        await ended(page);
        expect({
          digits: await textOf(page, '#proven'),
          lower: await textOf(page, '#lower'),
          upper: await textOf(page, '#upper'),
        }).toEqual(wanted[i]);
      }
      if (path === PLAIN) shared = page;
      else await page.close();
    }
  }, 60_000);

  it('draws the bounds of the lease log', async () => {
    const page = await open(PLAIN, '', LISTEN);
    await ended(page);
    await page.locator('#rows button:enabled').nth(1).waitFor();
    // Every node of it is stepped, by workers from the first step on.
    const digits = 100;
    await page.goto(`${origin}${PLAIN}${link({ text: 'sin(exp(sqrt(2)))', digits })}`);
    await says(page, '#log', /Run of sin/);
    await says(page, '#state', /^Proven: 100 /);
    const log = await boundsInLog(page);
    const rows = await page.evaluate(() =>
      [...document.querySelectorAll('#nodes tbody tr')].map((row) =>
        [...row.children].map((cell) => cell.textContent),
      ),
    );
    expect(rows.map(([name]) => name!.replace(/#\d+/, ''))).toEqual(['sin ', 'exp ', '√ 2 ']);
    const nodes = rows.map(([name]) => Number(name!.split('#')[1]));
    expect([...log.keys()].sort()).toEqual([...nodes].sort());
    for (const [i, [, , count]] of rows.entries()) {
      const bounds = log.get(nodes[i]!)!;
      const bits = magnitudeLog2(bounds) - widthLog2(bounds);
      expect(Number(count)).toBe(Math.floor(bits / Math.log2(10)));
    }
    const root = RefinementResult.ofBounds(checkGoal({ digits }), log.get(nodes[0]!)!);
    expect({
      digits: await textOf(page, '#proven'),
      lower: await textOf(page, '#lower'),
      upper: await textOf(page, '#upper'),
    }).toEqual({ digits: root.digits, lower: root.lowerText, upper: root.upperText });
    await page.close();
  }, 60_000);

  it(`shows its first digits from ${String(MOST_BYTES)} bytes, and goes on once the rest is there`, async () => {
    const goOn = server!.withhold(LATER);
    const page = await open(COLD);
    await says(page, '#proven', /^4\.5558/);
    const bytes = server!.servedBelow(COLD).map((name) => {
      const file = readFileSync(join(site, name));
      return /\.(js|css)$/.test(name) ? gzipSync(file, { level: 9 }).length : 0;
    });
    const rows = await page.locator('#rows li').count();
    goOn();
    expect(bytes.reduce((sum, each) => sum + each)).toBeLessThanOrEqual(MOST_BYTES);
    expect(rows).toBe(0);
    await page.locator('#rows button:enabled').nth(1).waitFor();
    await says(page, '#log', /are proven, after/);
    await page.close();
  }, 60_000);

  it.each(['floor(log(1000, 10)) + exp(1/3)', '7 / sinh(0.5)^3', '3^(1000/7) - (-3)^5'])(
    'computes %s where that is the first text of a page',
    async (text) => {
      const wanted = await evaluated([text, 20]);
      const page = await open(COLD, link({ text }));
      await ended(page);
      expect({
        digits: await textOf(page, '#proven'),
        lower: await textOf(page, '#lower'),
        upper: await textOf(page, '#upper'),
      }).toEqual(wanted);
      await page.close();
    },
    60_000,
  );

  it.each([
    ['sqt(2) + 1', /did you mean sqrt/],
    ['sqrt(2 + (1', /expected \) to close the \(/],
  ])(
    'says what is wrong with %s where that is the first text of a page',
    async (text, pattern) => {
      const page = await open(COLD, link({ text }));
      await says(page, '#mistake', pattern);
      await page.close();
    },
    60_000,
  );

  it('computes what is typed where it is cheap, and says where it is wrong', async () => {
    const page = await see({ text: 'sqrt(3)' });
    await page.fill('#text', 'sqrt(2');
    await page.waitForSelector('#text[aria-invalid=true]');
    // What is shown is of the text before, and says so.
    await page.waitForSelector('#old', { state: 'visible' });
    expect(await textOf(page, '#mistake')).toMatch(/sqrt\(2\n {2} +\^$/);
    await page.fill('#text', '1/3 + 1/6');
    await says(page, '#state', /exactly 1\/2/);
    await page.waitForSelector('#old', { state: 'hidden' });
    expect(await textOf(page, '#proven')).toMatch(/^0\.50*$/);
  }, 60_000);

  it('goes on from what is proven where the digits are dragged', async () => {
    const page = await see({ text: 'sin(exp(sqrt(2)))', digits: 20, pace: 'grow' });
    const before = { digits: (await textOf(page, '#proven'))!, leases: await leasesOf(page) };
    await page.focus('#slider');
    for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowRight');
    const digits = Number(await page.inputValue('#digits'));
    expect(digits).toBeGreaterThan(40);
    await says(page, '#state', RegExp(`^Proven: ${String(digits)} `));
    expect((await textOf(page, '#proven'))!.slice(0, 19)).toBe(before.digits.slice(0, 19));
    const leases = await leasesOf(page);
    expect(leases).toBeGreaterThanOrEqual(before.leases);
    // One run; and what it has proven is there at once when fewer digits are asked for.
    expect((await textOf(page, '#log'))!.match(/Run of/g)).toHaveLength(1);
    for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowLeft');
    await says(page, '#state', /^Proven: 20 /);
    expect(await leasesOf(page)).toBe(leases);
  }, 60_000);

  it('waits for Run where the value is expensive; and takes the lease of an ended worker back', async () => {
    const page = await see({ text: 'exp(2)' });
    await page.locator('#rows button:enabled').nth(1).waitFor();
    await visit(link({ text: LONG, digits: 20_000 }));
    await says(page, '#note', /predicted: press Run/);
    expect(await textOf(page, '#log')).not.toMatch(/sqrt/);
    // A worker is ended in the moment in which it is seen busy, until a lease came back.
    await page.evaluate(() => {
      const rows = document.getElementById('rows');
      const watch = new MutationObserver(() => {
        if (document.getElementById('log').textContent.includes('came back')) watch.disconnect();
        else rows.querySelector('li.busy button')?.click();
      });
      watch.observe(rows, { subtree: true, attributes: true, attributeFilter: ['class'] });
    });
    const cutAgain = /Worker \d was ended; lease \d+ of \w+ #\d+ came back.*was cut again/;
    // On busy cores each lease may have come in before its worker is ended: then there is another run.
    for (let i = 1; !cutAgain.test((await textOf(page, '#log'))!); i++) {
      await visit(link({ text: `${String(i)} + ${LONG}`, digits: 20_000 }));
      await page.click('#run');
      await says(page, '#log', RegExp(`Run of ${String(i)} .*are proven`));
      expect(await textOf(page, '#proven')).toHaveLength(20_001);
    }
  }, 60_000);

  it('cuts no lease while it is paused, and one per step', async () => {
    const page = await visit(link({ text: LONG, digits: 150, pace: 'grow' }));
    await page.click('#pause');
    await says(page, '#state', /^Paused/);
    // What was out has come back, once no slot is busy.
    await isIdle(page);
    for (let i = 0; i < 3; i++) {
      const leases = await leasesOf(page);
      await page.click('#step');
      await says(page, '#used', RegExp(`^${String(leases + 1)} `));
      await isIdle(page);
      expect(await leasesOf(page)).toBe(leases + 1);
    }
    expect(await textOf(page, '#state')).toMatch(/^Paused/);
    await page.click('#pause');
    await says(page, '#state', /^Proven: 150 digits/);
  }, 60_000);

  it('stops with what is proven, and goes on from there for more digits', async () => {
    const page = await visit(link({ text: LONG, digits: 20_000, pace: 'grow' }));
    await says(page, '#note', /press Run/);
    await page.click('#run');
    await says(page, '#used', /^\d{2}/);
    await page.click('#stop');
    await says(page, '#state', /^(Not all digits: stopped|Proven)/);
    const leases = await leasesOf(page);
    await page.fill('#digits', '100');
    await page.press('#digits', 'Tab');
    await says(page, '#state', /^Proven: 100 /);
    expect(await leasesOf(page)).toBeGreaterThanOrEqual(leases);
  }, 60_000);

  it('goes on with another engine where one hangs in mid-run, and says so', async () => {
    const page = await open(PLAIN, link({ text: 'exp(4)' }));
    await ended(page);
    await page.goto(`${origin}${PLAIN}${link({ text: LONGER, digits: 20_000, pace: 'grow' })}`);
    await says(page, '#note', /press Run/);
    // The page tells the engine of each frame that it has drawn.
    await hang(page, () => page.click('#run'));
    await page.click('#stop');
    await says(page, '#note', /^The engine did not answer and was started again/);
    await page.fill('#text', 'exp(7)');
    await page.click('#run');
    await says(page, '#proven', /^1096\.633158428458599/);
    await page.locator('#rows button:enabled').nth(1).waitFor();
    await page.close();
  }, 60_000);

  it('ends with its tab in mid-run, and the browser goes on', async () => {
    const page = await open(PLAIN, link({ text: LONGER, digits: 20_000, pace: 'grow' }));
    await says(page, '#note', /press Run/);
    await page.click('#run');
    await page.locator('#rows li.busy button').first().waitFor();
    const workers = page.workers();
    const closed = workers.map((worker) => worker.waitForEvent('close'));
    await page.close();
    await Promise.all(closed);
    expect(workers.length).toBeGreaterThan(1);
    const other = await open(PLAIN, link({ text: 'exp(8)' }));
    await says(other, '#proven', /^2980\.9579870417282747$/);
    await other.close();
  }, 60_000);

  it('compares the schedulers on the same slots, and pull costs least', async () => {
    const page = await see({ text: LONG, digits: 300 });
    await compared(page);
    const rows = await page.evaluate(() =>
      [...document.querySelectorAll('#schedulers tbody tr')].map((row) =>
        [...row.children].map((cell) => cell.textContent),
      ),
    );
    expect(rows.map(([name]) => name)).toEqual(['pull', 'rounds', 'push', 'caps']);
    expect(rows[0]![3]).toBe('0 %');
    // All of them met the goal.
    for (const [, leases, , , elapsed] of rows) {
      expect(leases).toMatch(/^\d+$/);
      expect(elapsed).not.toBe('0.0 ms');
    }
  }, 60_000);

  it('is shared by its address, which another page shows again', async () => {
    const page = await see({ text: 'exp(1)', digits: 33, pace: 'grow', workers: 1 });
    await page.click('#share');
    const other = await open(PLAIN, new URL(page.url()).hash);
    await ended(other);
    expect(await textOf(other, '#proven')).toBe('2.71828182845904523536028747135266');
    expect(await other.inputValue('#text')).toBe('exp(1)');
    expect(await other.inputValue('#workers')).toBe('1');
    await other.close();
  }, 60_000);

  it('makes no link that it would refuse, says so, and computes such a text all the same', async () => {
    const page = await see({ text: 'exp(3)' });
    for (const [i, comment] of ['√'.repeat(1000), '\u200B', '\uD800'].entries()) {
      const text = `${String(i)} + 1/2 # ${comment}`;
      await page.evaluate((typed) => {
        (document.getElementById('text') as Element & { value: string }).value = typed;
      }, text);
      await page.click('#run');
      await says(page, '#state', RegExp(`exactly ${String(2 * i + 1)}/2`));
      await page.click('#share');
      await says(page, '#note', /^No link /);
      expect(new URL(page.url()).hash).toBe('');
    }
  }, 60_000);

  it('takes a hostile address for a text, and says what it left out', async () => {
    for (const text of [
      '</textarea><script>alert(1)</script><img src=x onerror=alert(1)>',
      ']]><svg onload=alert(1)>',
      `"'\`\${alert(1)}`,
    ]) {
      const page = await visit(link({ text }));
      await page.waitForSelector('#text[aria-invalid=true]');
      expect(await page.inputValue('#text')).toBe(text);
      const strange = 'img, iframe, [onload], [onerror], script:not([src])';
      expect(await page.locator(strange).count()).toBe(0);
      await see({});
    }
    for (const [i, fragment] of [
      '#v=1&e=pi&d=99999999&onload=alert(1)',
      '#v=9&e=pi',
      '#%E0%A4%A',
      '#v=1&e=%',
    ].entries()) {
      const page = await visit(fragment);
      await says(page, '#note', /^The link/);
      await see({ text: `pi + ${String(i)}` });
      expect(await textOf(page, '#note')).toBe('');
    }
  }, 60_000);

  it('folds what is long, for a value of a million digits', async () => {
    const page = await visit(link({ text: '7^1000000 + sqrt(2)', digits: 40 }));
    await page.click('#run');
    await says(page, '#log', /Run of 7/);
    await ended(page);
    expect(await page.evaluate(() => document.body.textContent.length)).toBeLessThan(500_000);
  }, 60_000);

  it('has no fault that axe finds, and fits 360 px, light and dark', async () => {
    const page = await see({ text: LONG, digits: 60 });
    await compared(page);
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
    // Scripts of the debugger are not bound by the policy of the page.
    const debugging = await page.context().newCDPSession(page);
    await debugging.send('Runtime.evaluate', { expression: readFileSync(AXE, 'utf8') });
    for (const [width, colorScheme, rules] of [
      [360, 'light', undefined],
      [1280, 'dark', ['color-contrast']],
    ] as const) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      const { violations, passes } = await page.evaluate(
        (runOnly) => axe.run(runOnly && { runOnly }),
        rules,
      );
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      expect(passes.length).toBeGreaterThanOrEqual(rules === undefined ? 20 : 1);
    }
  }, 60_000);

  it('lets no script in but its own files', async () => {
    const text = readFileSync(join(site, 'index.html'), 'utf8');
    expect(text).toMatch(/http-equiv="Content-Security-Policy"\s+content="default-src 'self';/);
    expect(text).not.toMatch(/<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=|https?:/);
    const page = await see({});
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.inlineRan = true';
      document.body.append(script);
      return 'inlineRan' in globalThis;
    });
    expect(ran).toBe(false);
    expect(complaints.splice(0).join()).toMatch(/Content Security Policy/);
  }, 60_000);

  it('says from a file why it does not start', async () => {
    const page = await browser!.newPage();
    await page.goto(pathToFileURL(join(site, 'index.html')).href);
    await page.waitForSelector('#unstarted', { state: 'visible' });
    expect(await textOf(page, '#unstarted')).toMatch(/npm run playground/);
  }, 60_000);
});
