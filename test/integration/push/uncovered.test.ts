import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { toResource } from '../../../shared/api/toResource.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { defaultRenewalSettings } from '../../../shared/clusters/renewal/settings.ts';
import { readEvents } from '../../../shared/clusters/store/readEvents.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { fleetSummary } from '../../../shared/fleet/summary.ts';
import type { Rule } from '../../../shared/simulation/rbac.ts';
import { type Fleet, hour, minute, startFleet } from '../../support/fleet/fleet.ts';
import { setFields } from '../../support/fleet/setFields.ts';

/**
 * Where pods can pull according to PullPass, compared with what is in the cluster. PullPass signs in as a user with a
 * Role in each namespace, as in docs/permissions.md.
 */
let fleet: Fleet;

const secretRules: Rule[] = [
  { apiGroups: [''], resources: ['secrets'], verbs: ['create', 'patch', 'get', 'delete'] },
];
const accountRules: Rule[] = [{ apiGroups: [''], resources: ['serviceaccounts'], verbs: ['get', 'patch'] }];
const listRules: Rule[] = [{ apiGroups: [''], resources: ['namespaces'], verbs: ['list'] }];

const target = {
  kind: 'imagePullSecret' as const,
  secretName: 'ecr-credentials',
  namespaces: { include: ['team-*'] },
  serviceAccounts: ['default'],
  adopt: false,
};

beforeEach(async () => {
  fleet = await startFleet();
  fleet.cluster.addUser('pullpass');
  fleet.cluster.grant('pullpass', listRules);
  for (const name of ['team-a', 'team-b']) addNamespace(name);
});

afterEach(() => fleet.stop());

function addNamespace(name: string, rules: Rule[] = [...secretRules, ...accountRules]): void {
  fleet.cluster.addNamespace(name, { serviceAccounts: ['default'] });
  fleet.cluster.grant('pullpass', rules, name);
}

async function serve(targets: object[] = [target]): Promise<ClusterRecord> {
  const kubeconfig = fleet.endpoint.kubeconfig('pullpass');
  await fleet.register({ targets, kubeconfig } as never);
  return fleet.refresh();
}

async function later(milliseconds = hour): Promise<ClusterRecord> {
  fleet.clock.now += milliseconds;
  return fleet.refresh();
}

/** Withdraws all rights in a namespace, and leaves those in the others. */
function revokeIn(namespace: string): void {
  fleet.cluster.revokeGrants('pullpass');
  fleet.cluster.grant('pullpass', listRules);
  for (const { metadata } of fleet.cluster.namespaces())
    if (metadata.name !== namespace)
      fleet.cluster.grant('pullpass', [...secretRules, ...accountRules], metadata.name);
}

const shown = (record: ClusterRecord) => toResource(record, defaultRenewalSettings).status;

const gauge = async () => {
  const limits = { atRiskMinutes: 180, failingMinutes: 30, kubeconfigDays: 14 };
  const { summary } = await fleetSummary(fleet.table, fleet.clock.now, limits);
  return [summary.clustersUncovered, summary.namespacesUncovered];
};

/** Where a pod that starts now with the service account `default` can pull. */
const canPull = () =>
  fleet.cluster
    .namespaces()
    .map(({ metadata }) => metadata.name ?? '')
    .filter((name) => {
      const secret = fleet.cluster.secret(name, 'ecr-credentials');
      const end = Date.parse(secret?.metadata.annotations?.['pullpass.io/valid-until'] ?? '');
      const linked = fleet.cluster.serviceAccount(name, 'default')?.imagePullSecrets ?? [];
      return end > fleet.clock.now && linked.some((each) => each.name === 'ecr-credentials');
    });

describe('if something fails', () => {
  test('a new namespace without the Role is uncovered, until it has one', async () => {
    expect(shown(await serve()).namespaces).toEqual(counts({ ready: 2 }));
    expect(await gauge()).toEqual([0, 0]);
    addNamespace('team-new', []);
    const record = await later();
    expect(canPull()).toEqual(['team-a', 'team-b']);
    expect(record.status.phase).toBe('Degraded');
    expect(shown(record)).toMatchObject({
      namespaces: counts({ ready: 2, failed: 1, uncovered: 1 }),
      problems: [{ kind: 'forbidden', namespaces: ['team-new'], count: 1, uncovered: 1 }],
    });
    expect(await gauge()).toEqual([1, 1]);

    fleet.cluster.grant('pullpass', [...secretRules, ...accountRules], 'team-new');
    const mended = await later(minute);
    expect(shown(mended).namespaces).toEqual(counts({ ready: 3 }));
    expect(shown(mended)).not.toHaveProperty('problems');
    expect(await gauge()).toEqual([0, 0]);
  });

  test('a namespace that lost its secret and its RoleBinding is uncovered', async () => {
    await serve();
    revokeIn('team-b');
    fleet.cluster.remove('secrets', 'team-b', 'ecr-credentials');
    expect(shown(await later()).namespaces).toEqual(counts({ ready: 1, failed: 1, uncovered: 1 }));
    expect(canPull()).toEqual(['team-a']);
  });

  test('one that may still be read but not written is covered as long as its token lives', async () => {
    await serve();
    const fault = fleet.cluster.inject({
      kind: 'status',
      status: 403,
      when: { verb: 'patch', namespace: 'team-b', resource: 'secrets' },
    });
    const record = await later();
    expect(canPull()).toEqual(['team-a', 'team-b']);
    expect(shown(record)).toMatchObject({
      phase: 'Degraded',
      namespaces: counts({ ready: 1, failed: 1 }),
      problems: [{ kind: 'forbidden', namespaces: ['team-b'], uncovered: 0 }],
    });
    expect(await gauge()).toEqual([0, 0]);

    expect(shown(await later(12 * hour)).namespaces).toEqual(counts({ ready: 1, failed: 1, uncovered: 1 }));
    expect(canPull()).toEqual(['team-a']);
    expect(await gauge()).toEqual([1, 1]);
    fault.clear();
    expect(shown(await later(minute)).namespaces).toEqual(counts({ ready: 2 }));
  });

  test('one that may not be looked at counts as uncovered', async () => {
    await serve();
    revokeIn('team-b');
    expect(shown(await later()).namespaces).toMatchObject({ failed: 1, uncovered: 1 });
  });

  test.each([
    ['somebody else’s', { annotations: { 'pullpass.io/cluster': 'another' } }],
    [
      'past its end',
      {
        annotations: {
          'pullpass.io/cluster': 'prod-eu-1',
          'pullpass.io/valid-until': '2026-03-01T12:30:00.000Z',
        },
      },
    ],
  ])('a secret that is %s covers nobody', async (_, metadata) => {
    await serve();
    fleet.cluster.changeSecretMetadata('team-b', 'ecr-credentials', metadata);
    fleet.cluster.inject({ kind: 'status', status: 403, when: { verb: 'patch', namespace: 'team-b' } });
    expect(shown(await later()).namespaces).toMatchObject({ failed: 1, uncovered: 1 });
  });

  describe('what an older secret contains', () => {
    const main = { name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' };
    const another = { ...main, name: 'another', region: 'us-east-1' };

    /** Changes the cluster without the API, as an admin would after it was served. */
    async function change(spec: object): Promise<void> {
      const record = await readCluster(fleet.table, 'prod-eu-1');
      const fields = { spec: { ...record?.spec, ...spec }, version: (record?.version ?? 0) + 1 };
      await setFields(fleet.table, 'prod-eu-1', fields);
    }

    const denyIn = (namespace: string) =>
      fleet.cluster.inject({ kind: 'status', status: 403, when: { verb: 'patch', namespace } });

    /** As older versions wrote it, which noted no content digest. */
    function forgetContents(namespace: string): void {
      const { annotations = {} } = fleet.cluster.secret(namespace, 'ecr-credentials')?.metadata ?? {};
      const { 'pullpass.io/contents': _, ...older } = annotations;
      fleet.cluster.changeSecretMetadata(namespace, 'ecr-credentials', { annotations: older });
    }

    test('is not the registry that was added since', async () => {
      await serve();
      await change({ registries: [main, another] });
      const fault = denyIn('team-b');
      expect(shown(await later()).namespaces).toEqual(counts({ ready: 1, failed: 1, uncovered: 1 }));
      expect(await gauge()).toEqual([1, 1]);
      fault.clear();
      expect(shown(await later(minute)).namespaces).toEqual(counts({ ready: 2 }));
      // Written since, it contains everything, whatever fails later.
      denyIn('team-b');
      expect(shown(await later()).namespaces).toEqual(counts({ ready: 1, failed: 1 }));
    });

    test('is not the registry that was added since, whose token is unavailable', async () => {
      await serve();
      await change({ registries: [main, another] });
      fleet.aws.faults.inject({ service: 'ecr', fault: { kind: 'deny' } });
      expect(shown(await later(7 * hour)).namespaces).toEqual(counts({ failed: 2, uncovered: 2 }));
    });

    test('is not the token of the role that was set since', async () => {
      await serve();
      await change({ registries: [{ ...main, roleArn: 'arn:aws:iam::123456789012:role/pullpass-pull' }] });
      denyIn('team-b');
      expect(shown(await later()).namespaces).toEqual(counts({ ready: 1, failed: 1, uncovered: 1 }));
    });

    test.each([
      ['another name and probe', { registries: [{ ...main, probe: 'team/app:1' }] }],
      ['labels', { labels: { env: 'prod' } }],
      ['fewer namespaces', { targets: [{ ...target, namespaces: { include: ['team-b'] } }] }],
    ])('is everything that it should be after a change of %s', async (_, spec) => {
      await serve();
      await change(spec);
      denyIn('team-b');
      expect(shown(await later()).namespaces).toMatchObject({ failed: 1, uncovered: 0 });
    });

    test('is unknown if it does not say, unless everything was written for this very spec', async () => {
      await serve();
      forgetContents('team-b');
      denyIn('team-b');
      expect(shown(await later()).namespaces).toEqual(counts({ ready: 1, failed: 1 }));
      await change({ labels: { env: 'prod' } });
      expect(shown(await later()).namespaces).toEqual(counts({ ready: 1, failed: 1, uncovered: 1 }));
    });

    test('is unknown if it does not say, and was written before everything was', async () => {
      await serve();
      const old = fleet.cluster.secret('team-b', 'ecr-credentials')?.metadata.annotations ?? {};
      await later(7 * hour);
      fleet.cluster.changeSecretMetadata('team-b', 'ecr-credentials', { annotations: old });
      forgetContents('team-b');
      denyIn('team-b');
      expect(shown(await later()).namespaces).toEqual(counts({ ready: 1, failed: 1, uncovered: 1 }));
    });
  });

  test('a service account that cannot be linked leaves its pods without the secret', async () => {
    addNamespace('team-new', secretRules);
    const record = await serve();
    expect(canPull()).toEqual(['team-a', 'team-b']);
    expect(shown(record).namespaces).toEqual(counts({ ready: 2, failed: 1, uncovered: 1 }));
  });

  test('a missing service account has no pods', async () => {
    fleet.cluster.addNamespace('team-new');
    fleet.cluster.grant('pullpass', [...secretRules, ...accountRules], 'team-new');
    const record = await serve();
    expect(shown(record)).toMatchObject({
      namespaces: counts({ ready: 2, failed: 1 }),
      problems: [{ kind: 'not-found', namespaces: ['team-new'], uncovered: 0 }],
    });
  });

  test('a missing namespace that is named has none either', async () => {
    const record = await serve([{ ...target, namespaces: { include: ['team-a', 'absent'] } }]);
    // Without rights, an API server says nothing more about what does not exist.
    expect(shown(record)).toMatchObject({
      namespaces: counts({ ready: 1, failed: 1, uncovered: 1 }),
      problems: [{ kind: 'forbidden', namespaces: ['absent'] }],
    });
    fleet.cluster.grant('pullpass', secretRules);
    expect(shown(await later(minute))).toMatchObject({
      namespaces: counts({ ready: 1, failed: 1 }),
      problems: [{ kind: 'not-found', namespaces: ['absent'] }],
    });
  });
});

describe('if a namespace shows nothing, but the cluster’s list does', () => {
  const lists: Rule[] = [{ apiGroups: [''], resources: ['secrets', 'serviceaccounts'], verbs: ['list'] }];

  test('what is there still covers it', async () => {
    await serve();
    revokeIn('team-b');
    fleet.cluster.grant('pullpass', lists);
    expect(canPull()).toEqual(['team-a', 'team-b']);
    expect(shown(await later()).namespaces).toEqual(counts({ ready: 1, failed: 1 }));
  });

  test.each([
    ['the secret', () => fleet.cluster.remove('secrets', 'team-b', 'ecr-credentials')],
    [
      'the link',
      () => fleet.cluster.changeServiceAccount('team-b', 'default', { imagePullSecrets: [], secrets: [] }),
    ],
  ])('%s that is gone does not', async (_, take) => {
    await serve();
    revokeIn('team-b');
    fleet.cluster.grant('pullpass', lists);
    take();
    expect(canPull()).toEqual(['team-a']);
    expect(shown(await later()).namespaces).toEqual(counts({ ready: 1, failed: 1, uncovered: 1 }));
  });
});

describe('a target that cannot be begun', () => {
  test('affects everything that it chooses, but what is still there is seen', async () => {
    await serve();
    addNamespace('team-new');
    fleet.aws.faults.inject({ service: 'ecr', fault: { kind: 'deny' } });
    const record = await later(7 * hour);
    expect(canPull()).toEqual(['team-a', 'team-b']);
    expect(shown(record)).toMatchObject({
      phase: 'Failing',
      namespaces: counts({ failed: 3, uncovered: 1 }),
      problems: [{ kind: 'token', namespaces: ['team-a', 'team-b', 'team-new'], count: 3, uncovered: 1 }],
    });
    expect(await gauge()).toEqual([1, 1]);
  });

  test('leaves everything uncovered if it was never served', async () => {
    fleet.aws.faults.inject({ service: 'ecr', fault: { kind: 'deny' } });
    expect(shown(await serve()).namespaces).toEqual(counts({ failed: 2, uncovered: 2 }));
    expect(await gauge()).toEqual([1, 2]);
  });

  test('for many namespaces, one list shows which have their secret', async () => {
    fleet.cluster.grant('pullpass', [{ apiGroups: [''], resources: ['secrets'], verbs: ['list'] }]);
    for (let index = 0; index < 30; index++) addNamespace(`team-${index}`);
    await serve([{ ...target, serviceAccounts: [] }]);
    fleet.cluster.remove('secrets', 'team-7', 'ecr-credentials');
    fleet.aws.faults.inject({ service: 'ecr', fault: { kind: 'deny' } });
    fleet.clock.now += 7 * hour;
    fleet.cluster.requests.reset();
    expect(shown(await fleet.refresh()).namespaces).toEqual(counts({ failed: 32, uncovered: 1 }));
    expect(fleet.cluster.requests.counts).toEqual({ 'list namespaces': 1, 'list secrets': 1 });
  });
});

describe('a cluster that does not answer', () => {
  test('is as it was known, until its tokens expire, and is asked nothing more', async () => {
    await serve();
    addNamespace('team-new', []);
    await later();
    fleet.cluster.inject({ kind: 'status', status: 503 });
    fleet.cluster.requests.reset();
    const down = await later();
    expect(shown(down)).toMatchObject({
      phase: 'Failing',
      namespaces: counts({ failed: 3, uncovered: 1 }),
      problems: [{ kind: 'unreachable', namespaces: [], count: 3, uncovered: 1 }],
    });
    expect(await gauge()).toEqual([1, 1]);
    expect(shown(await later(12 * hour)).namespaces).toEqual(counts({ failed: 3, uncovered: 3 }));
  });

  test('counts for nothing if it was well, and is down for an hour', async () => {
    await serve();
    fleet.cluster.inject({ kind: 'status', status: 503 });
    expect(shown(await later()).namespaces).toEqual(counts({ failed: 2 }));
    expect(await gauge()).toEqual([0, 0]);
  });

  test('that was never served is uncovered, though nobody knows where', async () => {
    fleet.cluster.inject({ kind: 'status', status: 503 });
    const record = await serve();
    expect(shown(record).namespaces).toEqual(counts({}));
    expect(await gauge()).toEqual([1, 0]);
  });

  test('with another spec than was served, nothing is known', async () => {
    await serve();
    fleet.cluster.inject({ kind: 'status', status: 503 });
    await setFields(fleet.table, 'prod-eu-1', { version: 2 });
    expect(shown(await later()).namespaces).toEqual(counts({ failed: 2, uncovered: 2 }));
  });
});

test('paused and deregistering clusters are at nobody’s risk', async () => {
  addNamespace('team-new', []);
  const { status } = await serve();
  expect(await gauge()).toEqual([1, 1]);
  expect(status.uncoveredSince).toBe(new Date(fleet.clock.now).toISOString());
  for (const phase of ['Paused', 'Deregistering']) {
    await setFields(fleet.table, 'prod-eu-1', { phase, uncoveredShard: undefined });
    expect(await gauge()).toEqual([0, 0]);
  }
});

test('another cause beside an older one is reported by its own event', async () => {
  await serve();
  addNamespace('team-new', []);
  await later();
  fleet.cluster.changeSecretMetadata('team-b', 'ecr-credentials', {
    annotations: { 'pullpass.io/cluster': 'another' },
    managedFields: [
      { manager: 'helm', operation: 'Apply', fieldsV1: { 'f:data': { 'f:.dockerconfigjson': {} } } },
    ],
  } as never);
  const record = await later();
  expect(
    shown(record)
      .problems?.map(({ kind, namespaces }) => [kind, ...namespaces])
      .sort(),
  ).toEqual([
    ['conflict', 'team-b'],
    ['forbidden', 'team-new'],
  ]);
  await later();
  const { events } = await readEvents(fleet.table, 'prod-eu-1', { limit: 10, now: fleet.clock.now });
  expect(events.map(({ type, error }) => [type, error?.kind])).toEqual([
    ['failed', 'conflict'],
    ['failed', 'forbidden'],
    ['served', undefined],
  ]);
});

function counts(given: Partial<Record<'ready' | 'failed' | 'skipped' | 'uncovered', number>>) {
  const { ready = 0, failed = 0, skipped = 0, uncovered = 0 } = given;
  return { chosen: ready + failed + skipped, ready, failed, skipped, uncovered };
}
