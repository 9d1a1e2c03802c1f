import { describe, expect, test } from '@jest/globals';
import type { Ask } from '../../../functions/widget/ask.ts';
import { actionLinks } from '../../../functions/widget/render/actionLinks.ts';
import { fleetPart, unreadableFleet } from '../../../functions/widget/render/fleetPart.ts';
import { hrefLinks } from '../../../functions/widget/render/hrefLinks.ts';
import type { FleetView } from '../../../functions/widget/view.ts';
import { never } from '../../../shared/ends.ts';
import { clockAt } from '../../../shared/fleet/clock.ts';
import { verdict } from '../../../shared/fleet/verdict.ts';
import {
  aFailingRow,
  aNewRow,
  anUncoveredRow,
  aRow,
  aView,
  counting,
  deniedProblem,
  endsAfter,
  inMinutes,
  now,
  someFleet,
} from '../../support/widget/views.ts';

const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:pullpass-dev-widget';
const inConsole = { theme: 'light', links: actionLinks(arn) } as const;
const inBrowser = { theme: 'auto', links: hrefLinks('/fleet') } as const;
const clock = clockAt(now);

const shown = (
  view: FleetView,
  ask: Ask = { search: '' },
  dress: Parameters<typeof fleetPart>[2] = inConsole,
) => fleetPart({ view, judged: verdict(view, clock) }, ask, dress, clock).text;

/** Its words, in the order in which a person reads them. */
const words = (view: FleetView, ask?: Ask) =>
  shown(view, ask)
    .replace(/<style>.*?<\/style>|<cwdb-action.*?<\/cwdb-action>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

describe('what is shown, in this order', () => {
  test('the verdict, the phases, failures with kind, message and remedy, and the clusters', () => {
    expect(words(someFleet)).toMatch(
      /^ PullPass fleet as of 10:24 UTC ! Attention 1 cluster could not be refreshed\. Tokens already in clusters are valid until 16:59 UTC \(in 6 h 35 min\) .*All 7 .*Healthy 5 .*Degraded 1 .*Paused 1 .*Failures, worst first .*prod-eu-central-1 Degraded for 47 min, since 09:37 UTC forbidden PATCH .*What to do: Grant the verb .*Clusters, worst first .*prod-eu-central-1 .*6 h 35 min left.*lab .*not renewed/,
    );
  });

  test('with no cluster, how to register one, and nothing else', () => {
    expect(words(aView([]))).toMatch(
      / ○ Empty No cluster is registered yet Register the first with pullpass bootstrap ?: /,
    );
    expect(shown(aView([]))).not.toContain('<table');
  });

  test('failures and kubeconfigs that are not shown are counted', () => {
    const kubeconfigs = [
      { name: 'soon', expiresAt: inMinutes(5_000) },
      { name: 'over', expiresAt: inMinutes(-50) },
    ];
    const view = counting(
      aView([aFailingRow('a', 10)], { trouble: { failures: [aFailingRow('a', 10)], kubeconfigs } }),
      { failing: 1_501, kubeconfigsExpiring: 5 },
    );
    expect(words(view)).toMatch(
      /Failures.* … and 1,500 clusters more\. Kubeconfigs that expire within 14 days .*soon expires at 13 Mar 21:44 UTC \(in 3 d 11 h\).*over expired at 09:34 UTC \(50 min ago\).*… and 3 clusters more\./,
    );
  });

  test('what does not expire says so', () => {
    const endless = { ends: never };
    const text = words(aView([aRow('quay', endless), aRow('lab', { ...endless, phase: 'Paused' })]));
    expect(text).toMatch(/quay ✓ Healthy Does not expire Namespaces: 12 of 12/);
    expect(text).toMatch(/lab ‖ Paused Does not expire, not renewed/);
  });

  test('clusters without a token, and those that nobody renews, say so', () => {
    const rows = [
      aFailingRow('refused', 10, { ends: undefined }),
      aFailingRow('dead', 10, { ends: endsAfter(-12) }),
      aRow('dying', { ends: endsAfter(70) }),
      aNewRow('new'),
      aRow('empty', { ends: undefined, namespaces: { ready: 0, failed: 0, skipped: 0 } }),
      aRow('early', { ends: undefined }),
      aRow('idle', { phase: 'Paused' }),
      aRow('asleep', { phase: 'Paused', ends: endsAfter(-100) }),
    ];
    const said = words(aView(rows));
    for (const each of [
      /refused ✗ Failing Never served/,
      /dead ✗ Failing Expired 12 min ago : unable to pull since 10:12 UTC/,
      /dying ✓ Healthy ▲ At risk: 1 h 10 min left, until 11:34 UTC/,
      /new … Pending No token yet: waiting for its first push Namespaces: none Refreshed: never/,
      /empty ✓ Healthy No token: no namespace is chosen/,
      /early ✓ Healthy Not known yet: a write may still arrive late, and everything is written again after it/,
      /idle ‖ Paused 10 h 50 min left, until 21:14 UTC, not renewed/,
      /asleep ‖ Paused Expired 1 h 40 min ago, and not renewed/,
    ])
      expect(said).toMatch(each);
  });

  test('what was asked stays in the fields, and an empty answer repeats it', () => {
    const none = { ...aView([aRow('a')]), page: { rows: [], order: 'by name', first: 1 } as const };
    const html = shown(none, { search: 'prod', phase: 'Failing' });
    expect(html).toContain('name="search" value="prod"');
    expect(html).toContain('<option value="Failing" selected>');
    expect(words(none, { search: 'prod', phase: 'Failing' })).toContain(
      'No cluster that is Failing has “prod” in its name.',
    );
  });

  test('a fleet that cannot be read shows nothing green', () => {
    const html = unreadableFleet('AccessDeniedException: <not> allowed', inConsole, clock).text;
    expect(html).toContain('The fleet cannot be read');
    expect(html).toContain('&lt;not&gt; allowed');
    expect(html).not.toContain('pp-level-safe"');
  });
});

describe('in the console', () => {
  const page = { ...someFleet, page: { ...someFleet.page, cursor: 'next-page' } };

  test('every action comes right after an element, calls this function, and contains JSON', () => {
    const html = shown(page, { search: '', cursor: 'here' });
    const actions = [...html.matchAll(/(<\/a>)?<cwdb-action ([^>]*)>(.*?)<\/cwdb-action>/g)];
    // All and three phases, the failure, the form's button, seven clusters, the first and the next page.
    expect(actions).toHaveLength(15);
    for (const [, element, attributes, json = ''] of actions) {
      expect(element).toBe('</a>');
      expect(attributes).toBe(`action="call" display="widget" endpoint="${arn}"`);
      expect(JSON.parse(json.replaceAll('&quot;', '"'))).toEqual(expect.any(Object));
    }
    expect(html).toContain(
      '{&quot;search&quot;:&quot;&quot;,&quot;phase&quot;:&quot;&quot;,&quot;cursor&quot;:&quot;next-page&quot;,&quot;cluster&quot;:&quot;&quot;}',
    );
  });

  test('a search text cannot end the action that contains it', () => {
    const search = '</cwdb-action><a onclick=x>"\'';
    const html = shown(page, { search });
    const [, json = ''] = /next-page/.test(html) ? (/(\{[^}]*next-page[^}]*\})/.exec(html) ?? []) : [];
    expect(
      JSON.parse(
        json
          .replaceAll('&quot;', '"')
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&#39;', "'"),
      ).search,
    ).toBe(search);
    expect(html).not.toContain('<a onclick');
  });

  test('there is nothing that the console would remove', () => {
    const html = shown(page);
    expect(html).not.toMatch(/<(script|iframe|use|object|embed|link|meta|html|body)\b/i);
    expect(html).not.toMatch(/\son[a-z]+=/i);
    expect(html).not.toMatch(/https?:|javascript:|url\(/i);
  });

  test('no selector reaches what is not ours, and every field has a name, without which it would never arrive', () => {
    const css = /<style>(.*)<\/style>/s.exec(shown(page))?.[1] ?? '';
    const selectors = [...css.replace(/@[a-z]+\([^)]*\)\{/g, '').matchAll(/([^{}]+)\{[^{}]*\}/g)].flatMap(
      ([, list = '']) => list.split(','),
    );
    expect(selectors.length).toBeGreaterThan(30);
    for (const selector of selectors) expect(selector).toMatch(/^\.pp(?![\w-])/);
    for (const [field] of shown(page).matchAll(/<(input|select)[^>]*>/g)) expect(field).toContain('name="');
  });

  test('the theme is the dashboard’s, whatever the browser prefers', () => {
    expect(shown(page, { search: '' }, { ...inConsole, theme: 'dark' })).toMatch(
      /color-scheme:dark;--pp-ground:#0f1b2a/,
    );
    expect(shown(page)).not.toContain('prefers-color-scheme');
  });
});

describe('on its own page', () => {
  test('links and the form use a query, and the theme is the browser’s', () => {
    const page = { ...someFleet, page: { ...someFleet.page, cursor: 'next&page' } };
    const html = shown(page, { search: 'a b', phase: 'Failing' }, inBrowser);
    expect(html).toContain('href="/fleet?search=a+b&amp;phase=Failing&amp;cursor=next%26page"');
    expect(html).toContain('href="/fleet?phase=Degraded"');
    expect(html).toContain('<form method="get" action="/fleet">');
    expect(html).not.toContain('<cwdb-action');
    expect(html).toContain('prefers-color-scheme:dark');
  });
});

describe('where pods cannot pull', () => {
  const row = anUncoveredRow('prod', 12, 3, {
    problems: [
      { ...deniedProblem, namespaces: ['a', 'b', 'c', 'd', 'e', 'f'], count: 30, uncovered: 2 },
      { ...deniedProblem, kind: 'conflict', namespaces: ['x'], count: 1, uncovered: 1 },
      { ...deniedProblem, kind: 'token', namespaces: [], count: 0 },
      { ...deniedProblem, kind: 'tls', namespaces: [], count: 0 },
    ],
    furtherProblems: 5,
  });
  const html = shown(aView([row]));

  test('the cluster says in how many namespaces, beside the remaining life elsewhere', () => {
    expect(html).toContain('<b>✗ No valid credential known in 3 namespaces</b>');
    expect(html).toContain('10 h 50 min left');
  });

  test('every cause says where it occurs; the rest is counted', () => {
    expect(html).toContain(
      '<p><bdi>In a, b, c, d, e, f and 24 more. 2 of them have no known valid credential.</bdi></p>',
    );
    expect(html).toContain('<p><bdi>No valid credential is known there.</bdi></p>');
    expect(html).toContain('… and 7 more causes: see its page.');
    expect(html).not.toContain('>token<');
  });
});

describe('hostile values', () => {
  const hostile = `"'><img src=x onerror=alert(1)><script>alert(2)</script>`;
  const row = aFailingRow(hostile, 10, {
    labels: { [hostile]: hostile },
    problems: [
      { kind: 'internal', message: hostile, remedy: hostile, namespaces: [hostile], count: 9, uncovered: 2 },
    ],
  });
  const view = aView([row], {
    trouble: { failures: [row], kubeconfigs: [{ name: hostile, expiresAt: inMinutes(9) }] },
  });

  test.each([
    ['in the console', inConsole],
    ['in a browser', inBrowser],
  ])('are text everywhere, %s', (_, dress) => {
    const html = shown(view, { search: hostile, cursor: hostile }, dress);
    expect(html).not.toMatch(/<img|<script|"'>/);
    expect(html.match(/&lt;script&gt;alert\(2\)/g)?.length).toBeGreaterThanOrEqual(7);
  });
});

describe('size', () => {
  /** The longest that may come: names of 63 characters, many labels, messages far too long. */
  const longest = (index: number) =>
    aFailingRow(`${'n'.repeat(58)}-${String(index).padStart(4, '0')}`, 10, {
      ends: endsAfter(9),
      labels: Object.fromEntries(
        Array.from({ length: 20 }, (_, label) => [`${label}${'k'.repeat(60)}`, 'v'.repeat(63)]),
      ),
      problems: Array.from({ length: 20 }, () => ({
        kind: 'internal' as const,
        message: '<'.repeat(20_000),
        remedy: '&'.repeat(20_000),
        namespaces: Array.from({ length: 20 }, () => '<'.repeat(63)),
        count: 9_000,
        uncovered: 8_000,
      })),
    });

  test('the largest page is far under 256 KiB', () => {
    const rows = Array.from({ length: 50 }, (_, index) => longest(index));
    const kubeconfigs = rows.slice(0, 10).map(({ name }) => ({ name, expiresAt: inMinutes(9) }));
    const view = counting(aView(rows, { trouble: { failures: rows.slice(0, 10), kubeconfigs } }), {
      registered: 10_000,
    });
    expect(Buffer.byteLength(shown(view))).toBeLessThan(200 * 1024);
  });
});
