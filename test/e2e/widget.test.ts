import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page, SerializedAXNode } from 'puppeteer-core';
import { readEvent } from '../../functions/widget/event.ts';
import { fleetFragment } from '../../functions/widget/fleet.ts';
import { actionLinks } from '../../functions/widget/render/actionLinks.ts';
import { dark, light } from '../../functions/widget/render/colours.ts';
import { type HttpApi, startHttpApi } from '../../local/aws/httpApi.ts';
import type { HttpApiEvent } from '../../local/aws/httpApiEvent.ts';
import { fleetPage } from '../../local/fleet/fleetPage.ts';
import type { ClusterRecord } from '../../shared/clusters/record.ts';
import { type Browser, startBrowser, type WatchedPage } from '../support/chromium/browser.ts';
import { clickInConsole, showInConsole } from '../support/chromium/console.ts';
import { bars, linesOf, overflowing, rows, shownTexts } from '../support/chromium/measure.ts';
import { pixelsOf } from '../support/chromium/pixels.ts';
import { contrast } from '../support/widget/contrast.ts';
import { type StoredFleet, storedFleet } from '../support/widget/fleet.ts';
import { aRecord, failingFor } from '../support/widget/store.ts';
import { endsAfter, inMinutes } from '../support/widget/views.ts';

let browser: Browser;
let fleet: StoredFleet;
let server: HttpApi;
let watched: WatchedPage | undefined;
beforeAll(async () => {
  browser = await startBrowser();
}, 60_000);
afterAll(() => browser.stop());

/** What is measured of a row in the browser. */
interface Measured {
  getBoundingClientRect(): { height: number };
  getClientRects(): { length: number };
  querySelector(selector: string): Measured;
}

/** The page as `npm start` serves it, over these clusters. */
async function serve(records: readonly ClusterRecord[]): Promise<void> {
  fleet = await storedFleet(records);
  const handler = (event: HttpApiEvent) => fleetPage(event, fleet.world);
  server = await startHttpApi({ fn: { name: 'page', timeoutMs: 20_000, handler } });
}

async function stop(): Promise<void> {
  await server.stop({ graceMs: 0 });
  await fleet.stop();
}

async function open(size: { width: number; dark?: boolean }, query = ''): Promise<Page> {
  watched = await browser.page(size);
  await watched.page.goto(`${server.url}/fleet${query}`);
  return watched.page;
}

/** The same fleet in the console's dashboard. */
async function openInConsole(theme: 'light' | 'dark', width: number): Promise<Page> {
  watched = await browser.page({ width: Math.max(width, 400) });
  const links = actionLinks('arn:aws:lambda:eu-west-1:123456789012:function:pullpass-test-widget');
  await showInConsole(
    watched.page,
    async (event) => {
      const { ask, theme, offset } = readEvent(event);
      return (await fleetFragment(ask, { theme, links }, fleet.world, offset)).html;
    },
    { theme, width },
  );
  return watched.page;
}

/** Whatever a page was opened for, it logged no error. */
afterEach(async () => {
  const complaints = watched?.complaints ?? [];
  await watched?.page.close();
  watched = undefined;
  expect(complaints).toEqual([]);
});

const headline = (page: Page) =>
  page.$eval('.pp-headline', (element) => (element as { innerText?: string }).innerText);

async function expectReadable(page: Page): Promise<void> {
  const texts = await shownTexts(page);
  expect(texts.length).toBeGreaterThan(3);
  const faint = texts.filter(({ colour, ground }) => contrast(colour, ground) < 4.5);
  expect(faint).toEqual([]);
  expect(await overflowing(page)).toEqual([]);
}

/** Role and name of everything that a screen reader finds. */
function flattened(node: SerializedAXNode | null): string[] {
  if (node === null) return [];
  return [`${node.role} ${node.name ?? ''}`, ...(node.children ?? []).flatMap(flattened)];
}

const looks = [
  ['light and wide', { width: 1000, dark: false }, light],
  ['light and narrow', { width: 400, dark: false }, light],
  ['dark and wide', { width: 1000, dark: true }, dark],
  ['dark and narrow', { width: 400, dark: true }, dark],
] as const;

describe('with no cluster', () => {
  beforeAll(() => serve([]), 30_000);
  afterAll(stop);

  test.each(looks)('%s, it says how to begin', async (_, size, colours) => {
    const page = await open(size);
    expect(await headline(page)).toMatch(/^○ Empty\s*No cluster is registered yet$/);
    expect((await shownTexts(page)).map(({ text }) => text).join(' ')).toContain(
      'Register the first with pullpass bootstrap',
    );
    await expectReadable(page);
    const pixels = await pixelsOf(page, browser);
    expect(pixels.shareOf(colours.ground)).toBeGreaterThan(0.4);
    expect(pixels.shareOf(colours.quiet)).toBeGreaterThan(0.001);
  });
});

describe('with three clusters, one failing and one at risk', () => {
  beforeAll(
    () =>
      serve([
        aRecord('prod-eu', { labels: { env: 'prod' }, status: { ends: endsAfter(650) } }),
        aRecord('prod-us', {
          status: failingFor(47, endsAfter(360)),
          kubeconfigEnds: inMinutes(2_000),
        }),
        aRecord('staging', { status: { ends: endsAfter(90) } }),
      ]),
    30_000,
  );
  afterAll(stop);

  test.each(looks)('%s, a person sees which, why and what to do', async (_, size, colours) => {
    const page = await open(size);
    expect(await headline(page)).toMatch(
      /^▲ At risk\s*1 cluster at risk: it stops pulling at 11:54 UTC \(in 1 h 30 min\)$/,
    );
    const text = (await shownTexts(page)).map((each) => each.text).join(' ');
    expect(text).toMatch(
      /Failures, worst first .*prod-us Failing for 47 min.*forbidden PATCH .*What to do: Grant/,
    );
    expect(text).toMatch(/Kubeconfigs that expire within 14 days prod-us expires at 11 Mar 19:44 UTC/);
    expect(await page.title()).toMatch(/^▲ At risk: 1 cluster at risk: .* – PullPass$/);
    expect((await rows(page)).map(([name = '', state]) => [name.split('\n')[0], state])).toEqual([
      ['staging', '✓ Healthy'],
      ['prod-us', '✗ Failing'],
      ['prod-eu', '✓ Healthy'],
    ]);
    await expectReadable(page);

    const pixels = await pixelsOf(page, browser);
    expect(pixels.width).toBe(size.width);
    expect(pixels.shareOf(colours.ground)).toBeGreaterThan(0.4);
    for (const level of ['safe', 'risk', 'expired'] as const)
      expect(pixels.shareOf(colours[level])).toBeGreaterThan(0.0003);
  });

  test('each bar is as long as the remaining life, and says it', async () => {
    const page = await open({ width: 1000 });
    const shown = await bars(page);
    expect(shown.map(({ label, minutes, said }) => [label, minutes, said])).toEqual([
      ['Token life of staging', 90, '1 h 30 min left'],
      ['Token life of prod-us', 360, '6 h left'],
      ['Token life of prod-eu', 650, '10 h 50 min left'],
    ]);
    for (const { share, minutes } of shown) expect(share).toBeCloseTo(minutes / 720, 2);
  });

  test('a screen reader finds a table with heads, the meters, and a name for every field', async () => {
    const page = await open({ width: 1000 });
    const found = flattened(await page.accessibility.snapshot({ interestingOnly: false }));
    expect(found).toEqual(
      expect.arrayContaining([
        'columnheader Token life',
        'rowheader staging',
        'meter Token life of staging',
        'textbox Name contains',
        'combobox Phase',
        'button Show',
        'heading Failures, worst first',
      ]),
    );
  });

  test('without colours, signs and words still distinguish the states', async () => {
    const page = await open({ width: 1000 });
    await page.emulateVisionDeficiency('achromatopsia');
    const shown = await rows(page);
    expect(shown.map(([, state]) => state)).toEqual(['✓ Healthy', '✗ Failing', '✓ Healthy']);
    expect(shown[0]?.[2]).toMatch(/^▲ At risk: 1 h 30 min left/);
    const pixels = await pixelsOf(page, browser);
    expect(pixels.shareOf(light.safe)).toBe(0);
  });

  test.each([
    ['light', 380, light],
    ['dark', 1000, dark],
  ] as const)(
    'in a %s dashboard, %i wide, it is the same, and leaves other widgets alone',
    async (theme, width, colours) => {
      const page = await openInConsole(theme, width);
      expect(await headline(page)).toMatch(/^▲ At risk\s*1 cluster at risk/);
      expect(await overflowing(page)).toEqual([]);
      const texts = (await shownTexts(page)).filter(({ text }) => text !== 'of another widget');
      expect(texts.filter(({ colour, ground }) => contrast(colour, ground) < 4.5)).toEqual([]);
      expect((await pixelsOf(page, browser)).shareOf(colours.risk)).toBeGreaterThan(0.001);
      const neighbour = await page.$eval('#neighbour td', (cell) => {
        const { getComputedStyle } = globalThis as unknown as {
          getComputedStyle(of: unknown): Record<string, string>;
        };
        const { borderBottomWidth, paddingLeft } = getComputedStyle(cell);
        return { borderBottomWidth, paddingLeft };
      });
      expect(neighbour).toEqual({ borderBottomWidth: '0px', paddingLeft: '1px' });
    },
  );

  test('on a narrow screen, a name keeps its line, and a cluster takes few lines', async () => {
    const page = await openInConsole('light', 380);
    const shown = await page.$$eval('.pp tbody tr', (found) =>
      (found as unknown as Measured[]).map((row) => ({
        height: row.getBoundingClientRect().height,
        linesOfName: row.querySelector('th bdi').getClientRects().length,
      })),
    );
    expect(shown).toHaveLength(3);
    for (const { height, linesOfName } of shown) {
      expect(linesOfName).toBe(1);
      expect(height).toBeLessThan(150);
    }
  });

  test('it says which deployment it shows', async () => {
    const page = await open({ width: 1000 });
    const text = (await shownTexts(page)).map((each) => each.text).join(' ');
    expect(text).toMatch(/^PullPass fleet stage test in eu-west-1 · as of 10:24 UTC/);
  });

  test('in the console, a click on a phase and text in the fields narrow the table', async () => {
    const page = await openInConsole('light', 1000);
    const names = async () => (await rows(page)).map(([name = '']) => name.split('\n')[0]);
    await clickInConsole(page, '.pp-phases li:nth-child(3) a');
    expect(await names()).toEqual(['prod-us']);
    await clickInConsole(page, '.pp-phases li:nth-child(1) a');
    await page.type('input[name=search]', 'PROD');
    await clickInConsole(page, '.pp-form > a');
    expect(await names()).toEqual(['prod-eu', 'prod-us']);
    expect(await page.$eval('input[name=search]', (field) => field.value)).toBe('prod');
  });

  test('in the console, a name leads to the page of its cluster, and back to the previous view', async () => {
    const page = await openInConsole('dark', 400);
    await page.type('input[name=search]', 'prod');
    await clickInConsole(page, '.pp-form > a');
    await clickInConsole(page, 'tbody .pp-name a');
    expect(await page.$eval('h1', (head) => head.textContent)).toBe('prod-eu');
    await clickInConsole(page, '.pp-link');
    expect((await rows(page)).map(([name = '']) => name.split('\n')[0])).toEqual(['prod-eu', 'prod-us']);
  });
});

describe('with 10,000 clusters', () => {
  beforeAll(
    () =>
      serve(
        Array.from({ length: 10_000 }, (_, index) => {
          const name = `cluster-${String(index).padStart(5, '0')}`;
          const ends = endsAfter(300 + (index % 400));
          if (index % 500 === 0) return aRecord(name, { status: failingFor(index / 100 + 1, ends) });
          return aRecord(name, { labels: { env: 'prod', region: `r${index % 7}` }, status: { ends } });
        }),
      ),
    120_000,
  );
  afterAll(stop);

  test.each(looks)('%s, the first page is complete, small, and worst first', async (_, size, colours) => {
    const page = await open(size);
    expect(Buffer.byteLength(await page.content())).toBeLessThan(256 * 1024);
    expect(await headline(page)).toMatch(
      /^! Attention\s*20 clusters could not be refreshed. Tokens already in clusters are valid until 15:24 UTC \(in 5 h\)$/,
    );
    const shown = await rows(page);
    expect(shown).toHaveLength(50);
    // First what fails, then what is well, by remaining life.
    expect(shown.map(([, state = '']) => /Failing|Healthy/.exec(state)?.[0])).toEqual([
      ...Array.from({ length: 20 }, () => 'Failing'),
      ...Array.from({ length: 30 }, () => 'Healthy'),
    ]);
    const minutes = (await bars(page)).slice(20).map((bar) => bar.minutes);
    expect(minutes).toEqual(minutes.toSorted((a, b) => a - b));
    expect((await shownTexts(page)).map(({ text }) => text)).toEqual(
      expect.arrayContaining(['All 10,000', '… and 10 clusters more.', '1–50 of 10,000 clusters']),
    );
    await expectReadable(page);
    expect((await pixelsOf(page, browser)).shareOf(colours.safe)).toBeGreaterThan(0.01);
  });

  test('a person pages forward and back, searches, and looks at one phase', async () => {
    const page = await open({ width: 1000 });
    const first = await rows(page);
    const click = (text: string) =>
      Promise.all([page.waitForNavigation(), page.locator(`::-p-text(${text})`).click()]);
    await click('Next page');
    const second = await rows(page);
    expect(second).toHaveLength(50);
    expect(second.filter(([name]) => first.some(([other]) => other === name))).toEqual([]);
    expect(await page.$eval('.pp-pages', (part) => part.textContent)).toContain('51–100 of 10,000 clusters');
    await click('First page');
    expect(await rows(page)).toEqual(first);

    await page.type('input[name=search]', '-0999');
    await click('Show');
    expect((await rows(page)).map(([name = '']) => name.split('\n')[0])).toEqual(
      Array.from({ length: 10 }, (_, index) => `cluster-0999${index}`),
    );
    await click('Failing 20');
    expect(await rows(page)).toHaveLength(20);
  });
});

describe('with names of the greatest length', () => {
  const parts = 'payments-platform-production-frankfurt-openshift-data-cluster-1';
  const inOne = 'x'.repeat(63);
  beforeAll(
    () =>
      serve([
        aRecord(parts, {
          kubeconfigEnds: inMinutes(2_000),
          status: {
            ...failingFor(47, endsAfter(360)),
            namespaces: { ready: 4_000, failed: 1_234, skipped: 17, uncovered: 0 },
          },
        }),
        aRecord(inOne, { status: { ends: endsAfter(90) } }),
      ]),
    30_000,
  );
  afterAll(stop);

  test.each([380, 800, 1_400])('%i wide, they break between words, and nothing is hidden', async (width) => {
    for (const query of ['', `/${parts}`, `/${inOne}`]) {
      const page = await open({ width }, query);
      await expectReadable(page);
      for (const { text, lines } of await linesOf(page, 'bdi, h1')) {
        // Words that fit on one line are never on two.
        const broken = lines.slice(0, -1).filter((line) => !/[-\s/:,.@=]$/.test(line));
        if (!text.includes(inOne)) expect([text, broken]).toEqual([text, []]);
      }
      if (query !== '') continue;
      const shown = (await rows(page)).map((cells) => cells.join(' '));
      expect(shown.find((row) => row.includes(parts))).toMatch(
        /Failing[\s\S]*4,000 of 5,234, 17 skipped[\s\S]*30 min ago/,
      );
    }
  });

  test('on its own page, a cluster has headings in order, and a click leads there and back', async () => {
    const page = await open({ width: 380 });
    const click = (selector: string) => Promise.all([page.waitForNavigation(), page.click(selector)]);
    await click(`tbody a[href="/fleet/${parts}"]`);
    expect(await page.title()).toBe(`✗ Failing: ${parts} – PullPass`);
    const headings = await page.$$eval('h1, h2, h3', (found) =>
      found.map(({ tagName, textContent }) => `${tagName} ${textContent}`),
    );
    expect(headings).toEqual([
      `H1 ${parts}`,
      'H2 Problem',
      'H2 State',
      'H2 Target',
      'H2 Registry',
      'H2 PullPass’s credential',
      'H2 Events, latest first',
    ]);
    await click('.pp-link');
    expect(await rows(page)).toHaveLength(2);
  });
});

describe('with hostile values', () => {
  const name = `"'><img src=x onerror="alert(1)"><script>alert(2)</script><style>*{display:none}</style>`;
  const labels = { [`${name}-key`]: `javascript:alert(3)//\u202e${name}` };
  const error = {
    kind: 'internal',
    message: `</p></li></ul>${name}`,
    remedy: `<a href="javascript:alert(4)">x</a>${name}`,
  } as const;
  const hostile: ClusterRecord = {
    ...aRecord('replaced', {
      kubeconfigEnds: inMinutes(100),
      status: {
        ...failingFor(5, endsAfter(60)),
        error,
        problems: [{ ...error, namespaces: [name], count: 2, uncovered: 1 }],
      },
    }),
    name,
  };
  beforeAll(() => serve([{ ...hostile, spec: { ...hostile.spec, labels } }]), 30_000);
  afterAll(stop);

  const query = `?search=${encodeURIComponent(name)}&cursor=${encodeURIComponent(name)}`;
  test.each([
    ['on its own page', () => open({ width: 400 })],
    ['on its own page, with a hostile query', () => open({ width: 400 }, query)],
    ['in the console', () => openInConsole('light', 400)],
  ])('%s, they are text and nothing else', async (_, show) => {
    const page = await show();
    expect(await page.$$eval('main, #widget', (found) => found.length)).toBe(1);
    const elements = await page.$$eval('.pp *', (found) => [
      ...new Set(found.map(({ tagName }) => tagName.toLowerCase())),
    ]);
    for (const element of ['img', 'script', 'style', 'iframe']) expect(elements).not.toContain(element);
    const addresses = await page.$$eval('a[href]', (found) =>
      found.map((link) => link.getAttribute('href') ?? ''),
    );
    for (const address of addresses) expect(address).toMatch(/^\/fleet(\/[^/?"<>]+)?(\?|$)/);
    expect(await overflowing(page)).toEqual([]);
    const text = (await shownTexts(page)).map((each) => each.text).join(' ');
    expect(text + (await page.$eval('input[name=search]', (field) => field.value))).toContain(
      '<script>alert(2)</script>',
    );
    expect(text).not.toContain('\u202e');
  });
});
