import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { CreateSecretCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { GetCommand, PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { reindex } from '../../../cli/recovery/reindex/reindex.ts';
import { push } from '../../../functions/push/push.ts';
import { tick } from '../../../functions/refresh/tick.ts';
import { otherNames } from '../../../functions/registration/notices/otherNames.ts';
import { toResource } from '../../../shared/api/toResource.ts';
import { type PushMessage, pushMessage } from '../../../shared/clusters/dispatch.ts';
import {
  type ClusterRecord,
  type ClusterStatus,
  type KubeconfigReference,
  phases,
} from '../../../shared/clusters/record.ts';
import { defaultRenewalSettings } from '../../../shared/clusters/renewal/settings.ts';
import { forgetCredential, readCredentialFacts } from '../../../shared/clusters/store/credentials.ts';
import { fromItem, recordSchema } from '../../../shared/clusters/store/item.ts';
import { listNames } from '../../../shared/clusters/store/listing.ts';
import { readEvents } from '../../../shared/clusters/store/readEvents.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { recordKey } from '../../../shared/clusters/store/table.ts';
import { never } from '../../../shared/ends.ts';
import { fleetSummary } from '../../../shared/fleet/summary.ts';
import { parseKubeconfig } from '../../../shared/kubeconfig/parse.ts';
import { faultFields } from '../../../shared/observability/log.ts';
import type { Registry } from '../../../shared/registries/schema.ts';
import type { Target } from '../../../shared/targets/schema.ts';
import { runScript } from '../../infra/support/runScript.ts';
import { type Fleet, minute, startFleet } from '../../support/fleet/fleet.ts';
import { startApi } from '../registration/anApi.ts';

type Item = Record<string, unknown> & { name: string; kubeconfig: { version: string } };

const kept = async <T>(file: string): Promise<T[]> =>
  Object.values(
    JSON.parse(
      await readFile(new URL(`../../support/upgrade/${file}.json`, import.meta.url), 'utf8'),
    ) as Record<string, T>,
  );

const itemsOf = (version: string) => kept<Item>(`items-${version}`);

/** One item for each condition of a cluster, as the version before record formats wrote them. */
const items = await itemsOf('0.1.0');

/** One for each condition that is new since, as this version writes them. */
const newItems = await itemsOf('0.2.0');

/** One for each other condition, and every kind, as a commit between the two wrote them. */
const otherItems = await itemsOf('before-0.2.0');

/** What this version stores beside the records; `registeredAs` is a string set in DynamoDB. */
const besideItems = (await kept<Record<string, unknown> & { registeredAs?: string[] }>('beside-0.2.0')).map(
  ({ registeredAs, ...item }) => ({
    ...item,
    ...(registeredAs !== undefined && { registeredAs: new Set(registeredAs) }),
  }),
);

const limits = { atRiskMinutes: 180, failingMinutes: 30, kubeconfigDays: 14 };
let fleet: Fleet;

beforeEach(async () => {
  fleet = await startFleet();
  fleet.cluster.addNamespace('payments');
});

afterEach(() => fleet.stop());

/** The table as the version before left it, with the kubeconfigs. */
async function upgraded(changes: Record<string, unknown> = {}, stored = items): Promise<void> {
  const { table, vault, endpoint, world, clock } = fleet;
  const kubeconfig = parseKubeconfig(endpoint.kubeconfig('admin'), {
    now: new Date(clock.now),
    allowedCidrs: world.allowedCidrs,
  });
  for (const item of stored) {
    await table.client.send(new PutCommand({ TableName: table.name, Item: { ...item, ...changes } }));
    await vault.create(item.name, kubeconfig, item.kubeconfig.version);
  }
  const content = JSON.stringify(robot);
  await fleet.secrets.send(
    new CreateSecretCommand({ Name: 'pullpass-registry-quay', SecretString: content }),
  );
  fleet.aws.registryUsers.set('quay.io', robot);
}

/** What signs in to an item's static registry. */
const robot = { username: 'a+robot', password: 'of-the-robot', host: 'quay.io' };

/** Ticks, and handles what was dispatched; returns that, and what was thrown, for the dead-letter queue. */
async function tickAndPush(
  delivery = { again: false, alone: false },
): Promise<{ pushed: string[]; faults: unknown[]; queues: string[] }> {
  const sent: PushMessage[] = [];
  const queues = new Set<string>();
  const client = {
    send: async ({ input }: { input: { QueueUrl: string; Entries: { MessageBody: string }[] } }) => {
      queues.add(input.QueueUrl);
      sent.push(...input.Entries.map(({ MessageBody }) => JSON.parse(MessageBody)));
      return {};
    },
  };
  const world = {
    table: fleet.table,
    queues: { client: client as never, urls: { steady: 'steady', retry: 'retry', suspect: 'suspect' } },
    now: () => fleet.clock.now,
    newId: randomUUID,
  };
  await tick(world, () => false);
  const faults: unknown[] = [];
  for (const message of sent)
    await push(message, fleet.world, fleet.clock.now + 5 * minute, delivery).catch((fault) =>
      faults.push(fault),
    );
  return { pushed: sent.map(({ cluster }) => cluster).sort(), faults, queues: [...queues].sort() };
}

const summary = async () => (await fleetSummary(fleet.table, fleet.clock.now, limits)).summary;

const rawItem = async (name: string) =>
  (await fleet.table.client.send(new GetCommand({ TableName: fleet.table.name, Key: recordKey(name) }))).Item;

const listed = async () => (await listNames(fleet.table, { limit: 100 })).names;

const all = items.map(({ name }) => name).sort();

describe('the records of the version before', () => {
  test('are listed, read, and shown as what they were', async () => {
    await upgraded();
    expect(await listed()).toEqual(all);
    for (const { name, phase, version } of items) {
      const record = await readCluster(fleet.table, name);
      expect({ name: record?.name, phase: record?.status.phase, version: record?.version }).toEqual({
        name,
        phase,
        version,
      });
      expect(record?.spec).toMatchObject({ labels: { env: 'prod' }, refreshEveryMinutes: 60 });
    }
    expect((await summary()).registered).toBe(all.length);
  });

  test('are pushed as they come due, a deregistration is completed, and all counts are right after that', async () => {
    await upgraded();
    expect(await tickAndPush()).toEqual({
      pushed: ['degraded', 'deregistering', 'failing', 'healthy', 'pending', 'retired'],
      faults: [],
      queues: ['retry', 'steady'],
    });
    // The one that was dispatched before the upgrade comes due when its claim lapses.
    fleet.clock.now += 10 * minute;
    expect((await tickAndPush()).pushed).toEqual(['claimed']);

    const left = all.filter((name) => name !== 'deregistering');
    expect(await listed()).toEqual(left);
    for (const name of left.filter((each) => each !== 'paused')) {
      expect(await rawItem(name)).toMatchObject({ schema: recordSchema, phase: 'Healthy' });
      expect((await readCluster(fleet.table, name))?.retired).toEqual([]);
    }
    expect(await summary()).toMatchObject({
      failing: 0,
      tokensExpired: 0,
      // An index that the version before did not have: pushes fill it. Paused clusters are not in it.
      kubeconfigsExpiring: left.length - 1,
    });
  });

  test('one that was suspect before the previous version took over is pushed alone, and then no longer', async () => {
    await upgraded({ suspect: { since: '2026-03-01T11:00:00.000Z', alone: randomUUID() } });
    expect(await tickAndPush({ again: false, alone: true })).toEqual({
      pushed: ['degraded', 'deregistering', 'failing', 'healthy', 'pending', 'retired'],
      faults: [],
      queues: ['suspect'],
    });
    for (const name of ['degraded', 'failing', 'healthy', 'pending', 'retired']) {
      expect(await rawItem(name)).toMatchObject({ phase: 'Healthy' });
      expect(await rawItem(name)).not.toHaveProperty('suspect');
    }
  });

  test('a cluster that goes on failing counts as failing from its next push on, with the time when it began', async () => {
    await upgraded();
    expect((await summary()).failing).toBe(0);
    fleet.cluster.inject({ kind: 'status', status: 503 });
    await tickAndPush();
    expect(await summary()).toMatchObject({ failing: 6, failingLong: 2 });
  });

  test('reindex brings all of them into the new indexes at once, the paused one too, and changes nothing else', async () => {
    await upgraded();
    // A paused cluster was in the index of expiries, although it is at nobody’s risk.
    fleet.clock.now = Date.parse('2026-03-01T19:00:00.000Z');
    expect(await reindex(fleet.table, new AbortController().signal)).toEqual({
      written: all.length,
      asTheyWere: 0,
      unreadable: new Map(),
    });
    expect(await summary()).toEqual({
      registered: 8,
      phases: { Pending: 1, Healthy: 3, Degraded: 1, Failing: 1, Paused: 1, Deregistering: 1 },
      earliestValidUntil: '2026-03-01T20:00:00.000Z',
      tokensAtRisk: 5,
      tokensExpired: 0,
      clustersUncovered: 0,
      namespacesUncovered: 0,
      failing: 2,
      failingLong: 2,
      kubeconfigsExpiring: 6,
    });
    for (const item of items) {
      const { expiryShard: _, failingShard: __, ...kept } = item;
      expect(await rawItem(item.name)).toMatchObject(kept);
    }
    const again = await reindex(fleet.table, new AbortController().signal);
    expect(again).toEqual({ written: 0, asTheyWere: all.length, unreadable: new Map() });
  });

  test('pullpass reindex says what it did', async () => {
    await upgraded();
    const run = () =>
      runScript(
        ['cli/bin/pullpass.js', 'reindex', '--stage', 'local', '--region', fleet.aws.region],
        fleet.aws.environment(),
      );
    expect(await run()).toEqual({ code: 0, output: '8 records rewritten, 0 had nothing to change.\n' });
    expect(await run()).toEqual({ code: 0, output: '0 records rewritten, 8 had nothing to change.\n' });
  });
});

describe('the new conditions', () => {
  beforeEach(() => upgraded({}, newItems));

  test('are shown with what an admin should know', async () => {
    const shown = await Promise.all(
      newItems.map(async ({ name }) => {
        const record = await readCluster(fleet.table, name);
        return [
          name,
          record && toResource(record, defaultRenewalSettings).status.problems?.map(({ message }) => message),
        ];
      }),
    );
    expect(Object.fromEntries(shown)).toEqual({
      withdrawn: undefined,
      'late-write': undefined,
      cleaned: undefined,
      named: undefined,
      'says-host': undefined,
      denied: [
        expect.stringContaining('The admission policy "no-secrets" (binding "production") denied PATCH'),
      ],
      'session-bound': [expect.stringContaining('count as good for one hour')],
      'probe-missing': [expect.stringContaining('team/gone:1 does not exist')],
      uncovered: [
        expect.stringContaining('/team-new/secrets/ecr-credentials'),
        expect.stringContaining('belongs to somebody else'),
      ],
      // Repaired by the version before, which knows of no problems and leaves them there.
      'written-over': undefined,
      renewing: undefined,
      'renew-pushed': undefined,
      'renew-rotated': undefined,
      'not-renewed': [
        'The credential has not been renewed since 2026-03-01T11:40:00.000Z: The token could not be stored: Secrets Manager denied PutSecretValue; the one in use ends at 2026-03-08T06:00:00.000Z',
      ],
    });
    expect(await summary()).toMatchObject({ registered: 14, tokensExpired: 1, tokensAtRisk: 2 });
  });

  test('where pods cannot pull is counted; so is what the version before overwrote, after its next push or reindex', async () => {
    const uncovered = await readCluster(fleet.table, 'uncovered');
    expect(uncovered && toResource(uncovered, defaultRenewalSettings).status).toMatchObject({
      namespaces: { chosen: 5, ready: 3, failed: 2, uncovered: 1 },
      furtherProblems: 2,
    });
    const over = await readCluster(fleet.table, 'written-over');
    expect(over && toResource(over, defaultRenewalSettings).status).toMatchObject({
      phase: 'Healthy',
      namespaces: { chosen: 5, ready: 5, failed: 0, uncovered: 0 },
    });
    expect(await summary()).toMatchObject({ clustersUncovered: 2, namespacesUncovered: 2 });
    await reindex(fleet.table, new AbortController().signal);
    expect(await summary()).toMatchObject({ clustersUncovered: 1, namespacesUncovered: 1 });
    expect(await rawItem('written-over')).not.toHaveProperty('problems');
  });

  test('what renews itself is shown so, and expiring kubeconfigs are those that somebody has to replace', async () => {
    const names = ['renewing', 'renew-pushed', 'renew-rotated', 'not-renewed'];
    const credentials = async () => {
      const records = await Promise.all(names.map((name) => readCluster(fleet.table, name)));
      const inIndex = await Promise.all(
        names.map(async (name) => 'kubeconfigShard' in ((await rawItem(name)) ?? {})),
      );
      return records.map((record, index) => [
        record?.name,
        record && toResource(record, defaultRenewalSettings).status.kubeconfig.renews,
        inIndex[index],
      ]);
    };
    expect(await credentials()).toEqual([
      ['renewing', true, false],
      // The version before counts everything that expires, and ignores renewal when it rotates.
      ['renew-pushed', true, true],
      ['renew-rotated', false, false],
      ['not-renewed', false, true],
    ]);
    await tickAndPush();
    expect(await credentials()).toEqual([
      ['renewing', true, false],
      ['renew-pushed', true, false],
      ['renew-rotated', false, false],
      ['not-renewed', false, true],
    ]);
    const rotated = await readCluster(fleet.table, 'renew-rotated');
    expect(rotated && toResource(rotated, defaultRenewalSettings).status.problems).toMatchObject([
      { kind: 'kubeconfig', message: expect.stringContaining('a token that does not say whose it is') },
    ]);
  });

  test('reindex removes what renews itself from the index of expiring kubeconfigs', async () => {
    await reindex(fleet.table, new AbortController().signal);
    expect(await rawItem('renew-pushed')).not.toHaveProperty('kubeconfigShard');
    expect(await rawItem('not-renewed')).toHaveProperty('kubeconfigShard');
    // Fields that the version before kept without reading them are still there.
    expect((await rawItem('renewing'))?.['kubeconfig']).toMatchObject({
      issuedAt: '2026-03-01T06:00:00.000Z',
      renewal: { fallback: { expiresAt: '2026-03-04T12:00:00.000Z' } },
    });
  });

  test('names of targets are the chosen ones, until the version before changes the spec', async () => {
    const names = async () => (await readCluster(fleet.table, 'named'))?.spec.targets.map(({ name }) => name);
    expect(await names()).toEqual(['apps']);
    // The version before would refuse them when it validates a spec, and writes a version of its own.
    expect(JSON.stringify((await rawItem('named'))?.['spec'])).not.toContain('apps');
    await fleet.table.client.send(
      new UpdateCommand({
        TableName: fleet.table.name,
        Key: recordKey('named'),
        UpdateExpression: 'SET #version = :next',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':next': 4 },
      }),
    );
    expect(await names()).toEqual(['image-pull-secret']);
  });

  test('the version before reads the error and the numbers as it wrote them itself', async () => {
    const item = await rawItem('uncovered');
    expect(item?.['error']).toEqual({
      kind: 'forbidden',
      message: expect.stringContaining('team-new'),
      remedy: expect.stringContaining('resourceNames'),
    });
    expect(item?.['namespaces']).toEqual({ ready: 3, failed: 2, skipped: 0 });
  });

  test('are pushed, and end when their cause does', async () => {
    const names = newItems.map(({ name }) => name).sort();
    expect(await tickAndPush()).toMatchObject({ pushed: names, faults: [] });
    const left = names.filter((name) => name !== 'cleaned');
    expect(await listed()).toEqual(left);
    const records = await Promise.all(left.map((name) => readCluster(fleet.table, name)));
    expect(records.map((record) => record?.status.lateWriteUntil)).toEqual(left.map(() => undefined));
    expect(records.map((record) => [record?.status.phase, record?.status.tokenNotes])).toEqual([
      ['Healthy', undefined],
      ['Healthy', undefined],
      ['Healthy', undefined],
      ['Healthy', undefined],
      ['Healthy', undefined],
      ['Healthy', undefined],
      ['Healthy', undefined],
      ['Healthy', undefined],
      ['Healthy', undefined],
      ['Healthy', { main: expect.objectContaining({ boundSince: '2026-03-01T11:30:00.000Z' }) }],
      ['Healthy', undefined],
      ['Healthy', undefined],
      ['Healthy', undefined],
    ]);
    expect(await summary()).toMatchObject({ clustersUncovered: 0 });
  });
});

describe('the records of a commit before this version', () => {
  const names = otherItems.map(({ name }) => name).sort();
  const messages = (text: string) => pushMessage.parse(JSON.parse(text));

  test('are pushed, each in its lane, and end as what they are now', async () => {
    fleet.cluster.addNamespace('openshift-gitops');
    for (const name of ['default', 'pipeline']) fleet.cluster.addServiceAccount('payments', name);
    await upgraded({}, otherItems);
    fleet.clock.now += 30 * minute;
    const { pushed, faults, queues } = await tickAndPush({ again: false, alone: true });
    expect({ pushed, faults, queues }).toEqual({
      pushed: names,
      faults: [],
      queues: ['retry', 'steady', 'suspect'],
    });
    const ended = await Promise.all(
      names.map(async (name) => {
        const record = await readCluster(fleet.table, name);
        return [name, [record?.status.phase, record?.status.problems?.map(({ kind }) => kind)]];
      }),
    );
    const healthy = ['Healthy', undefined];
    expect(Object.fromEntries(ended)).toEqual({
      // The site is not deployed.
      'at-a-site': ['Failing', ['unreachable']],
      endless: healthy,
      // The simulated cluster is not OpenShift.
      'every-kind': ['Degraded', ['conflict']],
      'never-served': healthy,
      'never-swept': healthy,
      refused: healthy,
      suspected: healthy,
      'suspected-alone': healthy,
    });
    expect((await readCluster(fleet.table, 'endless'))?.status.ends).toBe(never);
    expect((await readCluster(fleet.table, 'refused'))?.status.withdrawnAt).toBeUndefined();
    expect((await readCluster(fleet.table, 'suspected-alone'))?.suspect).toBeUndefined();
    expect(await summary()).toMatchObject({ registered: names.length, tokensExpired: 0 });
  });

  test('can be changed by the API, which accepts every kind in them', async () => {
    const api = await startApi();
    try {
      for (const item of otherItems) {
        await api.table.client.send(new PutCommand({ TableName: api.table.name, Item: item }));
        const body = { labels: { env: 'changed' } };
        const { status, text } = await api.send('PATCH', `/clusters/${item.name}`, { body });
        expect({ status, text }).toEqual({ status: 200, text: expect.stringContaining('changed') });
      }
    } finally {
      await api.stop();
    }
  });

  test('a message that was under way during the deployment is handled, and a void one changes nothing', async () => {
    await upgraded();
    const claimed = messages(
      '{"cluster":"claimed","claim":"1d3c35ee-26a8-4b3c-a4d8-1a4d1b2c9d10","correlationId":"9d3c35ee-26a8-4b3c-a4d8-1a4d1b2c9d10"}',
    );
    await push(claimed, fleet.world, fleet.clock.now + 5 * minute, { again: false, alone: false });
    expect(await readCluster(fleet.table, 'claimed')).toMatchObject({
      status: { phase: 'Healthy', lastSuccessAt: '2026-03-01T12:00:00.000Z' },
    });
    expect((await readCluster(fleet.table, 'claimed'))?.claim).toBeUndefined();
    const before = await rawItem('healthy');
    await push({ ...claimed, cluster: 'healthy' }, fleet.world, fleet.clock.now + 5 * minute);
    expect(await rawItem('healthy')).toEqual(before);
  });
});

describe('the items that are kept for this', () => {
  // If a record gets something new, the compiler asks for a line here, and the test for an item.
  const statusParts = {
    phase: 1,
    ends: 1,
    withdrawnAt: 1,
    lateWriteUntil: 1,
    lastAttemptAt: 1,
    lastSuccessAt: 1,
    nextPushAt: 1,
    nextRefreshAt: 1,
    servedVersion: 1,
    countedVersion: 1,
    failingSince: 1,
    consecutiveFailures: 1,
    error: 1,
    problems: 1,
    furtherProblems: 1,
    namespaces: 1,
    uncoveredSince: 1,
    tokenNotes: 1,
  } satisfies Record<keyof ClusterStatus, 1>;
  const recordParts = {
    name: 1,
    spec: 1,
    status: 1,
    kubeconfig: 1,
    version: 1,
    createdAt: 1,
    retired: 1,
    secretsSayHost: 1,
    claim: 1,
    suspect: 1,
    cleaned: 1,
    unseen: 1,
  } satisfies Record<keyof ClusterRecord, 1>;
  const kubeconfigParts = {
    version: 1,
    server: 1,
    identity: 1,
    cluster: 1,
    issuedAt: 1,
    expiresAt: 1,
    renewal: 1,
  } satisfies Record<keyof KubeconfigReference, 1>;
  const kinds = {
    imagePullSecret: 1,
    dockerconfigjson: 1,
    keys: 1,
    jenkins: 1,
    argocd: 1,
    globalPullSecret: 1,
    ecr: 1,
    'ecr-public': 1,
    static: 1,
  } satisfies Record<Target['kind'] | Registry['kind'], 1>;

  const records = [...items, ...newItems, ...otherItems].map(fromItem);
  const partsOf = (values: readonly object[]) => [
    ...new Set(
      values.flatMap((value) =>
        Object.entries(value).flatMap(([key, part]) => (part === undefined ? [] : key)),
      ),
    ),
  ];

  test.each([
    ['of a record', recordParts, records],
    ['of a status', statusParts, records.map(({ status }) => status)],
    ['of a kubeconfig', kubeconfigParts, records.map(({ kubeconfig }) => kubeconfig)],
  ])('have every part %s', (_, parts, values) => {
    expect(Object.keys(parts).filter((part) => !partsOf(values).includes(part))).toEqual([]);
  });

  test('have credentials that expire, and some that never do', () => {
    const ends = records.flatMap(({ status }) => status.ends ?? []);
    expect(ends).toContain(never);
    expect(ends.filter(Number.isFinite)).not.toEqual([]);
  });

  test('have every phase, and every kind of target and registry', () => {
    expect(new Set(records.map(({ status }) => status.phase))).toEqual(new Set(phases));
    const used = records.flatMap(({ spec }) => [...spec.targets, ...spec.registries].map(({ kind }) => kind));
    expect(new Set(used)).toEqual(new Set(Object.keys(kinds)));
  });
});

describe('what is stored beside the records', () => {
  const [uid, uidThatLeaves] = besideItems.flatMap(({ pk }: Record<string, unknown>) =>
    String(pk).startsWith('IDENTITY#') ? String(pk).slice('IDENTITY#'.length) : [],
  ) as [string, string];

  beforeEach(async () => {
    await upgraded({}, newItems);
    const { client, name: TableName } = fleet.table;
    for (const Item of besideItems) await client.send(new PutCommand({ TableName, Item }));
  });

  const keptFor = async (cluster: string) => {
    const { Items = [] } = await fleet.table.client.send(new ScanCommand({ TableName: fleet.table.name }));
    return Items.filter(
      ({ pk, sk, registeredAs }) =>
        (pk === `CLUSTER#${cluster}` && sk === 'CREDENTIAL') || registeredAs?.has(cluster),
    ).map(({ pk, sk }) => [pk, sk]);
  };

  const credentialOf = async (name: string) => {
    const record = await readCluster(fleet.table, name);
    return record && readCredentialFacts(fleet.table, record);
  };

  test('is neither a cluster nor an event, and is believed only for the credential in use', async () => {
    expect(await listed()).toEqual(newItems.map(({ name }) => name).sort());
    expect(await summary()).toMatchObject({ registered: newItems.length });
    const { events } = await readEvents(fleet.table, 'named', { limit: 10, now: fleet.clock.now });
    expect(events).toEqual([]);
    expect(await credentialOf('named')).toEqual({ uids: [uid] });
    expect(await credentialOf('late-write')).toEqual({ uids: [uid], excess: 'all-secrets' });
    // The version before gave this one another credential, and forgot another cluster, without updating these items.
    expect(await credentialOf('denied')).toBeUndefined();
    expect(await otherNames(fleet.table, 'named', { uids: [uid] })).toEqual(['late-write']);
  });

  test('stays through pushes and reindex, and is removed with its cluster', async () => {
    const before = await keptFor('named');
    expect(before).toHaveLength(2);
    expect(await keptFor('cleaned')).toEqual([
      ['CLUSTER#cleaned', 'CREDENTIAL'],
      [`IDENTITY#${uidThatLeaves}`, 'IDENTITY'],
    ]);
    await tickAndPush();
    await reindex(fleet.table, new AbortController().signal);
    expect(await keptFor('named')).toEqual(before);
    expect(await keptFor('cleaned')).toEqual([]);
    // The next registration or deregistration of that name removes what the version before left.
    await forgetCredential(fleet.table, 'forgotten');
    expect(await keptFor('forgotten')).toEqual([]);
  });
});

test('secrets that must say their host still have to after a push', async () => {
  await upgraded({}, newItems);
  await tickAndPush();
  expect(await rawItem('says-host')).toMatchObject({ phase: 'Healthy', secretsSayHost: true });
  const { host: _, ...silent } = robot;
  await fleet.secrets.send(
    new PutSecretValueCommand({ SecretId: 'pullpass-registry-quay', SecretString: JSON.stringify(silent) }),
  );
  fleet.clock.now += 60 * minute;
  expect((await fleet.refresh('says-host')).status).toMatchObject({
    phase: 'Failing',
    error: { kind: 'token', message: expect.stringContaining('does not say which registry') },
  });
});

test('a deregistration that ended after the cleaning reports where it could not look', async () => {
  await upgraded({}, newItems);
  await tickAndPush();
  const { events } = await readEvents(fleet.table, 'cleaned', { limit: 10, now: fleet.clock.now });
  expect(events).toMatchObject([
    {
      type: 'deregistered',
      message: expect.stringContaining('Not checked: secret ecr-credentials in default'),
    },
  ]);
});

describe('a record of a newer version, after going back', () => {
  beforeEach(async () => {
    await upgraded();
    await fleet.table.client.send(
      new UpdateCommand({
        TableName: fleet.table.name,
        Key: recordKey('healthy'),
        UpdateExpression: 'SET #schema = :next, spec = :spec',
        ExpressionAttributeNames: { '#schema': 'schema' },
        ExpressionAttributeValues: { ':next': recordSchema + 1, ':spec': { shape: 'of the future' } },
      }),
    );
  });

  const newer = { schema: recordSchema + 1, spec: { shape: 'of the future' }, version: 3, phase: 'Healthy' };

  test('is neither pushed nor changed while its token is valid, and the others are', async () => {
    const { faults } = await tickAndPush();
    expect(faults.map(faultFields)).toMatchObject([
      {
        failure: {
          kind: 'internal',
          message: `The record of healthy has format ${recordSchema + 1}, and this version of PullPass knows up to ${recordSchema}`,
          remedy: expect.stringContaining('Deploy the newer version'),
        },
      },
    ]);
    expect((await readCluster(fleet.table, 'failing'))?.status.phase).toBe('Healthy');
    expect(await rawItem('healthy')).toMatchObject(newer);
    // Nor is it forgotten: the newer version finds it due as soon as it is back.
    expect(await rawItem('healthy')).toHaveProperty('dueShard');
  });

  test('cannot be changed or removed by the API, whose answer says which version can', async () => {
    const api = await startApi();
    try {
      const healthy = await rawItem('healthy');
      await api.table.client.send(new PutCommand({ TableName: api.table.name, Item: healthy }));
      const asked = await Promise.all([
        api.send('PATCH', '/clusters/healthy', { body: { refreshEveryMinutes: 30 } }),
        api.send('DELETE', '/clusters/healthy'),
        api.send('GET', '/clusters/healthy'),
        // Instead of a list that silently leaves it out.
        api.send('GET', '/clusters'),
      ]);
      for (const { status, body } of asked)
        expect({ ...body, status }).toMatchObject({
          status: 422,
          kind: 'internal',
          detail: expect.stringContaining(`The record of healthy has format ${recordSchema + 1}`),
          remedy: expect.stringContaining('Deploy the newer version'),
        });
      const { Item } = await api.table.client.send(
        new GetCommand({ TableName: api.table.name, Key: recordKey('healthy') }),
      );
      expect(Item).toEqual(healthy);
    } finally {
      await api.stop();
    }
  });

  test('is still counted, and reindex leaves it alone and names it', async () => {
    expect(await listed()).toContain('healthy');
    const { unreadable, written } = await reindex(fleet.table, new AbortController().signal);
    expect([...unreadable.keys()]).toEqual(['healthy']);
    expect(written).toBe(all.length - 1);
    expect(await rawItem('healthy')).toMatchObject(newer);
    expect((await summary()).registered).toBe(all.length);
  });
});
