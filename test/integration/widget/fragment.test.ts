import { afterEach, expect, test } from '@jest/globals';
import { fleetFragment as fragment } from '../../../functions/widget/fleet.ts';
import { readView } from '../../../functions/widget/read/readView.ts';
import { actionLinks } from '../../../functions/widget/render/actionLinks.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import type { FailureReport } from '../../../shared/failure.ts';
import { type StoredFleet, storedFleet } from '../../support/widget/fleet.ts';
import { aRecord, failingFor } from '../../support/widget/store.ts';
import { endsAfter, inMinutes, limits, now } from '../../support/widget/views.ts';

let fleet: StoredFleet;
afterEach(() => fleet.stop());

const dress = { theme: 'light', links: actionLinks('arn') } as const;
const fleetFragment = async (...given: Parameters<typeof fragment>) => (await fragment(...given)).html;
const headline = (html: string) =>
  /<p class="pp-headline">(.*?)<\/p>/
    .exec(html)?.[1]
    ?.replace(/<[^>]*>/g, '')
    .trim();
const fresh = (name: string) => aRecord(name, { status: { ends: endsAfter(650) } });

test('an empty table says how to begin', async () => {
  fleet = await storedFleet([]);
  expect(headline(await fleetFragment({ search: '' }, dress, fleet.world))).toBe(
    '○ EmptyNo cluster is registered yet',
  );
});

test('a fresh fleet is safe until its first token expires, shown in the dashboard’s time zone', async () => {
  fleet = await storedFleet([fresh('a'), fresh('b'), aRecord('c', { status: { ends: endsAfter(651) } })]);
  const html = await fleetFragment({ search: '' }, dress, fleet.world, '+01:00');
  expect(headline(html)).toBe('✓ SafeEvery cluster can pull until at least 22:14 UTC+01:00 (in 10 h 50 min)');
});

test('a fleet without ticks has stalled, though every token is fresh', async () => {
  fleet = await storedFleet([
    fresh('a'),
    aRecord('b', { status: { ends: endsAfter(650), nextPushAt: inMinutes(-17) } }),
  ]);
  expect(headline(await fleetFragment({ search: '' }, dress, fleet.world))).toMatch(
    /^! AttentionPullPass has stalled: a push is overdue by 17 min. Tokens already in clusters are valid until 21:14 UTC/,
  );
});

test('kubeconfigs about to expire come soonest first, limited in number', async () => {
  fleet = await storedFleet(
    Array.from({ length: 14 }, (_, day) =>
      aRecord(`c${String(day).padStart(2, '0')}`, { kubeconfigEnds: inMinutes(1440 * (day - 1)) }),
    ).concat(aRecord('later', { kubeconfigEnds: inMinutes(1440 * 15) })),
  );
  const { trouble, summary } = await readView(fleet.world.table, { search: '' }, { now, limits });
  expect(summary.kubeconfigsExpiring).toBe(14);
  expect(trouble?.kubeconfigs).toHaveLength(10);
  expect(trouble?.kubeconfigs.slice(0, 2)).toEqual([
    { name: 'c00', expiresAt: inMinutes(-1440) },
    { name: 'c01', expiresAt: inMinutes(0) },
  ]);
});

test('one that renews itself is not about to expire, unless that failed: then it says why, and what to do', async () => {
  const renewing = (name: string, failure?: FailureReport & { since: string }): ClusterRecord => {
    const record = aRecord(name, { kubeconfigEnds: inMinutes(600) });
    const renewal = failure === undefined ? {} : { failure };
    return {
      ...record,
      spec: { ...record.spec, renew: true },
      kubeconfig: { ...record.kubeconfig, renewal },
    };
  };
  const why = { kind: 'forbidden', message: 'It <b>may</b> not', remedy: 'Grant it.' } as const;
  fleet = await storedFleet([renewing('well'), renewing('stuck', { ...why, since: inMinutes(-30) })]);
  const { trouble, summary } = await readView(fleet.world.table, { search: '' }, { now, limits });
  expect(summary.kubeconfigsExpiring).toBe(1);
  expect(trouble?.kubeconfigs).toEqual([
    { name: 'stuck', expiresAt: inMinutes(600), notRenewed: expect.objectContaining(why) },
  ]);
  const html = await fleetFragment({ search: '' }, dress, fleet.world);
  expect(html).toMatch(/stuck<.*expires at 20:24 UTC \(in 10 h\), and was not renewed/);
  expect(html).toContain('It &lt;b&gt;may&lt;/b&gt; not');
  expect(html).toContain('Grant it.');
});

test('only a kubeconfig’s expiry is shown', async () => {
  fleet = await storedFleet([
    aRecord('a', { kubeconfigEnds: inMinutes(60), status: failingFor(10, endsAfter(60)) }),
  ]);
  const html = await fleetFragment({ search: '' }, dress, fleet.world);
  expect(html).toContain('expires at 11:24 UTC');
  expect(html).not.toMatch(/version-of-the-secret|api\.internal\.example|arn:aws:secretsmanager/);
});

test('if the table cannot be read, the page knows nothing, says why, and logs no value', async () => {
  fleet = await storedFleet([fresh('a')]);
  fleet.aws.faults.inject({ service: 'dynamodb', operation: 'BatchGetItem', fault: { kind: 'deny' } });
  const html = await fleetFragment({ search: '' }, dress, fleet.world);
  expect(headline(html)).toBe('? UnknownThe fleet cannot be read');
  expect(html).toMatch(/AccessDenied\w*: .*not authorized/);
  expect(html).not.toContain('can pull');
  expect(fleet.logged).toHaveLength(1);
  expect(fleet.logged[0]).toMatch(/the fleet cannot be read.*"fault":"AccessDenied\w*"/);
});

test('it makes as many reads for 900 clusters as for 60, and never a scan', async () => {
  const callsFor = async (count: number) => {
    fleet = await storedFleet(Array.from({ length: count }, (_, index) => fresh(`c-${index}`)));
    await readView(fleet.world.table, { search: '' }, { now, limits });
    const { calls } = fleet.aws;
    return ['Query', 'GetItem', 'BatchGetItem', 'Scan'].map((operation) => calls.count({ operation }));
  };
  const few = await callsFor(60);
  await fleet.stop();
  expect(await callsFor(900)).toEqual(few);
  expect(few[0]).toBeLessThan(60);
  expect(few.slice(1)).toEqual([1, 1, 0]);
});
