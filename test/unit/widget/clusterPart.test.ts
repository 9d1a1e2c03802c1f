import { describe, expect, test } from '@jest/globals';
import { actionLinks } from '../../../functions/widget/render/actionLinks.ts';
import { clusterPart } from '../../../functions/widget/render/clusterPart.ts';
import { hrefLinks } from '../../../functions/widget/render/hrefLinks.ts';
import type { ClusterView } from '../../../functions/widget/view.ts';
import { toResource } from '../../../shared/api/toResource.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { defaultRenewalSettings } from '../../../shared/clusters/renewal/settings.ts';
import { never } from '../../../shared/ends.ts';
import { clockAt } from '../../../shared/fleet/clock.ts';
import { rowOf } from '../../../shared/fleet/clusterRow.ts';
import { aRecord, failingFor } from '../../support/widget/store.ts';
import { denied, deniedProblem, endsAfter, inMinutes, limits, now } from '../../support/widget/views.ts';

const clock = clockAt(now);
const inBrowser = { theme: 'auto', place: 'stage prod in eu-west-1', links: hrefLinks('/fleet') } as const;

const aView = (record: ClusterRecord, over: Partial<ClusterView> = {}): ClusterView => ({
  name: record.name,
  registered: { row: rowOf(record), resource: toResource(record, defaultRenewalSettings) },
  events: [],
  moreEvents: false,
  ...over,
});

const shown = (
  view: ClusterView,
  ask: Parameters<typeof clusterPart>[2] = { search: '', cluster: view.name },
  dress: Parameters<typeof clusterPart>[3] = inBrowser,
) => clusterPart(view, limits, ask, dress, clock).text;

const words = (view: ClusterView) =>
  shown(view)
    .replace(/<style>.*?<\/style>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

const remedy =
  'Replace it by PUT /clusters/prod-eu-1/kubeconfig, and push with POST /clusters/prod-eu-1/refresh.';
const degraded = aRecord('prod-eu-1', {
  labels: { env: 'prod' },
  kubeconfigEnds: inMinutes(7_200),
  status: {
    ...failingFor(190, endsAfter(300)),
    phase: 'Degraded',
    error: { ...denied, remedy },
    problems: [
      { ...deniedProblem, remedy, namespaces: ['a', 'b', 'c', 'd', 'e', 'f', 'g'], count: 30, uncovered: 12 },
      { ...deniedProblem, kind: 'conflict', message: 'Theirs' },
    ],
    furtherProblems: 3,
    namespaces: { ready: 88, failed: 31, skipped: 2, uncovered: 12 },
    uncoveredSince: inMinutes(-190),
    nextPushAt: inMinutes(4),
    nextRefreshAt: inMinutes(33),
  },
});

describe('a cluster in trouble', () => {
  const text = words(
    aView(degraded, {
      moreEvents: true,
      events: [
        {
          at: inMinutes(-5),
          type: 'refresh-requested',
          by: 'arn:aws:iam::1:user/jane',
          message: 'Asked for',
        },
        { at: inMinutes(-190), type: 'failed', by: 'pullpass', message: 'The push failed', error: denied },
      ],
    }),
  );

  test.each([
    ['which it is, of which deployment, and when', /^ prod-eu-1 stage prod in eu-west-1 · as of 10:24 UTC/],
    [
      'its state first, and since when',
      /← All clusters ! Degraded No valid credential known in 12 namespaces Elsewhere: 5 h left, until 15:24 UTC Problems since 07:14 UTC \(for 3 h 10 min\)/,
    ],
    [
      'each problem with all namespaces that are kept, and commands to type',
      /Problems forbidden PATCH .* In a, b, c, d, e, f, g and 23 more\. 12 of them have no known valid credential\. What to do: Replace it by pullpass rotate prod-eu-1 --kubeconfig FILE , and push with pullpass refresh prod-eu-1 \. conflict Theirs .*… and 3 more causes\./,
    ],
    [
      'its namespaces, pushes and labels',
      /State 88 of 119 namespaces hold what they should; 12 have no known valid credential: pods cannot pull there now; 2 are being deleted\. .*next refresh at 10:57 UTC \(in 33 min\), next sweep in 4 min\. .*Labels: env=prod/,
    ],
    [
      'what is set',
      /Target image-pull-secret \(imagePullSecret\) : secret ecr-credentials in namespace payments, for main Registry main : ECR of 123456789012 in eu-west-1/,
    ],
    [
      'its credential',
      /credential Server: https:\/\/api\.internal\.example:6443 Identity: system:serviceaccount:pullpass:pullpass It expires at 15 Mar 10:24 UTC \(in 5 d\)\. It is not renewed/,
    ],
    [
      'what happened, the latest first',
      /Events, latest first 10:19 UTC refresh-requested Asked for by arn:aws:iam::1:user\/jane 07:14 UTC failed The push failed \(forbidden: PATCH .*\) Older ones: pullpass events prod-eu-1/,
    ],
  ])('says %s', (_, expected) => {
    expect(text).toMatch(expected);
  });

  test('leads back to the previous view', () => {
    const ask = { search: 'prod', phase: 'Degraded', cluster: 'prod-eu-1' } as const;
    expect(shown(aView(degraded), ask)).toContain('href="/fleet?search=prod&amp;phase=Degraded"');
    const links = actionLinks('arn');
    expect(shown(aView(degraded), ask, { theme: 'dark', links })).toContain(
      '{&quot;search&quot;:&quot;prod&quot;,&quot;phase&quot;:&quot;Degraded&quot;,&quot;cursor&quot;:&quot;&quot;,&quot;cluster&quot;:&quot;&quot;}',
    );
  });

  test('shows nothing of where its kubeconfig is stored', () => {
    expect(shown(aView(degraded))).not.toContain('version-of-the-secret');
  });
});

test.each([
  ['Healthy', { ends: endsAfter(400) }, 'safe'],
  ['Healthy', { ends: endsAfter(40) }, 'risk'],
  ['Healthy', { ends: endsAfter(-4) }, 'expired'],
  ['Pending', {}, 'attention'],
  ['Paused', { ends: endsAfter(-4) }, 'quiet'],
] as const)('%s with %j looks %s', (phase, status, level) => {
  const html = shown(aView(aRecord('a', { status: { phase, ...status } })));
  expect(html).toContain(`<div class="pp-verdict pp-level-${level}"`);
});

test('one that lacks credentials in some namespaces says that those elsewhere do not expire', () => {
  const namespaces = { ready: 1, failed: 1, skipped: 0, uncovered: 1 };
  const status = {
    ...failingFor(5, never),
    phase: 'Degraded',
    uncoveredSince: inMinutes(-5),
    namespaces,
  } as const;
  expect(words(aView(aRecord('a', { status })))).toMatch(/in 1 namespace Elsewhere: Does not expire/);
});

test('one that is not registered still has its trail', () => {
  const event = { at: inMinutes(-60), type: 'deregistered', by: 'pullpass', message: 'Gone' } as const;
  const text = words({ name: 'gone', events: [event], moreEvents: false });
  expect(text).toMatch(
    /gone .*No cluster of this name is registered Events, latest first 09:24 UTC deregistered Gone/,
  );
});

/** The longest text that a hostile cluster, or its registration, could supply. */
const hostile = `"'><img src=x onerror=alert(1)><script>alert(2)</script>`;
const text = hostile.repeat(400);
const worst: ClusterRecord = {
  ...aRecord('worst'),
  status: {
    ...degraded.status,
    problems: Array.from({ length: 20 }, () => ({
      kind: 'internal' as const,
      message: text,
      remedy: `\`${text}\``,
      namespaces: Array.from({ length: 20 }, () => hostile),
      count: 9_000,
      uncovered: 8_000,
    })),
  },
};
const trail = Array.from({ length: 20 }, () => ({
  at: inMinutes(-5),
  type: 'failed' as const,
  by: text,
  message: text,
  error: { ...denied, message: text },
}));
const targets = Array.from({ length: 300 }, (_, index) => ({
  ...worst.spec.targets[0],
  name: `t${index}`,
  namespaces: { include: Array.from({ length: 500 }, (__, each) => `${hostile}${each}`) },
})) as unknown as ClusterRecord['spec']['targets'];

test('what a cluster supplies is text, and far under 256 KiB', () => {
  const html = shown(
    aView(
      { ...worst, spec: { ...worst.spec, targets, labels: { [hostile]: hostile } } },
      { events: trail, name: hostile },
    ),
  );
  expect(html).not.toMatch(/<img|<script|"'>/);
  expect(html.match(/&lt;script&gt;alert\(2\)/g)?.length).toBeGreaterThan(50);
  expect(Buffer.byteLength(html)).toBeLessThan(220 * 1024);
});
