import { CreateSecretCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readPassword } from '../../../local/aws/ecrToken.ts';
import { toResource } from '../../../shared/api/toResource.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { defaultRenewalSettings } from '../../../shared/clusters/renewal/settings.ts';
import type { ClusterSpec } from '../../../shared/clusters/spec.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { recordResult } from '../../../shared/clusters/store/results.ts';
import { problemsOf } from '../../../shared/registries/notes.ts';
import { hour, minute } from '../../support/fleet/fleet.ts';
import { setFields } from '../../support/fleet/setFields.ts';
import { startTargetsFleet, type TargetsFleet } from '../targets/targetsFleet.ts';

let fleet: TargetsFleet;

beforeEach(async () => {
  fleet = await startTargetsFleet();
  fleet.cluster.addNamespace('payments');
});
afterEach(() => fleet.stop());

const pullSecret = { kind: 'imagePullSecret', namespaces: { include: ['payments'] } };
const ecr = { name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' };
const hostOf = ({ accountId, region }: typeof ecr) => `${accountId}.dkr.ecr.${region}.amazonaws.com`;
const asRegistries = (...all: object[]) => ({ registries: all as ClusterSpec['registries'] });

/** User and password by host, as a pulling client reads them. */
function auths(secret = 'ecr-credentials'): Record<string, { username: string; password: string }> {
  const config = fleet.values('payments', secret)?.['.dockerconfigjson'] ?? '{"auths":{}}';
  const { auths } = JSON.parse(config) as { auths: Record<string, { auth: string }> };
  return Object.fromEntries(
    Object.entries(auths).map(([host, { auth }]) => {
      const text = Buffer.from(auth, 'base64').toString();
      return [
        host,
        { username: text.slice(0, text.indexOf(':')), password: text.slice(text.indexOf(':') + 1) },
      ];
    }),
  );
}

async function storeSecret(name: string, content: object): Promise<string> {
  const { ARN = '' } = await fleet.secrets.send(
    new CreateSecretCommand({ Name: name, SecretString: JSON.stringify(content) }),
  );
  return ARN;
}

test('several accounts and regions go into one secret, with one token for each role and region', async () => {
  const roleArn = 'arn:aws:iam::210987654321:role/pullpass-pull';
  const own = [ecr, { ...ecr, name: 'shared', accountId: '210987654321' }];
  const replica = { ...ecr, name: 'replica', region: 'us-east-1' };
  const theirs = { ...ecr, name: 'theirs', accountId: '333333333333', roleArn, externalId: 'a-fleet' };
  const { status } = await fleet.serve([pullSecret], asRegistries(...own, replica, theirs));
  expect(status.phase).toBe('Healthy');

  const found = auths();
  const minted = (registry: typeof ecr) => {
    const { region, role } = readPassword(found[hostOf(registry)]?.password ?? '');
    return { region, role };
  };
  expect(own.map(minted)).toEqual([{ region: 'eu-west-1' }, { region: 'eu-west-1' }]);
  expect(minted(replica)).toEqual({ region: 'us-east-1' });
  expect(minted(theirs)).toEqual({ region: 'eu-west-1', role: roleArn });
  expect(found[hostOf(ecr)]).toEqual(found[hostOf({ ...ecr, accountId: '210987654321' })]);
  expect(fleet.aws.calls.count({ operation: 'GetAuthorizationToken' })).toBe(3);
});

test('builds push as one principal and workloads pull as another, from the same registry', async () => {
  const role = (name: string) => `arn:aws:iam::123456789012:role/pullpass-${name}`;
  const builds = { ...ecr, name: 'push', roleArn: role('push') };
  const workloads = { ...ecr, name: 'pull', roleArn: role('pull') };
  const { status } = await fleet.serve(
    [
      { ...pullSecret, registries: ['pull'] },
      { ...pullSecret, secretName: 'ecr-builds', registries: ['push'] },
    ],
    asRegistries(builds, workloads),
  );
  expect(status.phase).toBe('Healthy');
  const roleIn = (secret?: string) => readPassword(auths(secret)[hostOf(ecr)]?.password ?? '').role;
  expect(roleIn()).toBe(role('pull'));
  expect(roleIn('ecr-builds')).toBe(role('push'));
});

test('ECR Public gets its own token, from the one region that issues them', async () => {
  const { status } = await fleet.serve(
    [pullSecret],
    asRegistries(ecr, { name: 'public', kind: 'ecr-public' }),
  );
  expect(status.phase).toBe('Healthy');
  const { username, password } = auths()['public.ecr.aws'] ?? { password: '' };
  expect(username).toBe('AWS');
  expect(readPassword(password).region).toBe('us-east-1');
  expect(fleet.aws.calls.count({ service: 'ecr-public', region: 'us-east-1' })).toBe(1);
});

test('a host of the user’s own gets the ECR token of the registry that it stands for', async () => {
  const hosts = ['ecr.internal.example.com', 'vpce-1.dkr.ecr.eu-west-1.vpce.amazonaws.com'];
  const { status } = await fleet.serve([pullSecret], asRegistries({ ...ecr, hosts }));
  expect(status.phase).toBe('Healthy');
  expect(Object.keys(auths())).toEqual([hostOf(ecr), ...hosts]);
});

test('a robot account from a secret is merged in, and its new password at the first refresh after it changed', async () => {
  const first = { username: 'team+robot', password: 'first' };
  const host = 'quay.io';
  const secretArn = await storeSecret('pullpass-registry-quay', { ...first, host });
  fleet.aws.registryUsers.set('quay.io', first);
  const quay = { name: 'quay', kind: 'static', host: 'quay.io', secretArn };
  const { status } = await fleet.serve([pullSecret], asRegistries(ecr, quay));
  expect(status).toMatchObject({
    phase: 'Healthy',
    ends: fleet.clock.now + 12 * hour,
  });
  expect(auths()).toMatchObject({ [hostOf(ecr)]: { username: 'AWS' }, 'quay.io': first });

  const second = { username: 'team+robot', password: 'second' };
  await fleet.secrets.send(
    new PutSecretValueCommand({ SecretId: secretArn, SecretString: JSON.stringify({ ...second, host }) }),
  );
  fleet.aws.registryUsers.set('quay.io', second);
  fleet.clock.now += 10_000;
  await fleet.refresh();
  expect(auths()['quay.io']).toEqual(second);
});

describe('a user and a password that do not say their host', () => {
  const robot = { username: 'team+robot', password: 'unbound' };
  let quay: { name: string; kind: string; host: string; secretArn: string };
  beforeEach(async () => {
    const secretArn = await storeSecret('pullpass-registry-quay', robot);
    fleet.aws.registryUsers.set('quay.io', robot);
    quay = { name: 'quay', kind: 'static', host: 'quay.io', secretArn };
  });

  test('are still pushed to a cluster that was registered before this was required, which says so', async () => {
    const { status } = await fleet.serve([pullSecret], asRegistries(ecr, quay));
    expect(status.phase).toBe('Healthy');
    expect(auths()).toMatchObject({ [hostOf(ecr)]: { username: 'AWS' }, 'quay.io': robot });
    const record = await readCluster(fleet.table, 'prod-eu-1');
    expect(problemsOf(record?.spec.registries ?? [], status.tokenNotes)).toEqual([
      {
        kind: 'token',
        message: expect.stringContaining('does not say which registry'),
        remedy: expect.stringContaining('add "host": "quay.io"'),
      },
    ]);

    await fleet.secrets.send(
      new PutSecretValueCommand({
        SecretId: quay.secretArn,
        SecretString: JSON.stringify({ ...robot, host: 'quay.io' }),
      }),
    );
    fleet.clock.now += 10_000;
    expect((await fleet.refresh()).status.tokenNotes).toBeUndefined();
  });

  test('are given to no cluster whose registries are newer, although the worker remembers them', async () => {
    await fleet.serve([pullSecret], asRegistries(ecr, quay));
    await setFields(fleet.table, 'prod-eu-1', { secretsSayHost: true });
    const { status } = await fleet.refresh();
    expect(status).toMatchObject({
      phase: 'Failing',
      error: { kind: 'token', message: expect.stringContaining('does not say which registry') },
    });
  });
});

test('a docker config is read for the named part of the host', async () => {
  const auth = Buffer.from('a+robot:of-a').toString('base64');
  const secretArn = await storeSecret('pullpass-registry-all', {
    auths: { 'quay.io/a': { auth }, 'registry.redhat.io': { auth: 'bm86bm8=' } },
  });
  const quay = { name: 'quay', kind: 'static', host: 'quay.io/a', secretArn };
  await fleet.serve([pullSecret], asRegistries(ecr, quay));
  expect(auths()).toMatchObject({ 'quay.io/a': { username: 'a+robot', password: 'of-a' } });
  expect(auths()).not.toHaveProperty('registry.redhat.io');
});

test('a token that its registry refuses is not pushed, and what the cluster holds stays', async () => {
  await fleet.serve([pullSecret], asRegistries(ecr));
  const before = auths();
  fleet.clock.now += 7 * hour;
  fleet.cluster.requests.reset();
  const repair = fleet.aws.faults.inject({ service: 'registry', fault: { kind: 'deny' } });
  const failing = await fleet.refresh();
  expect(failing.status).toMatchObject({
    phase: 'Failing',
    error: {
      kind: 'registry',
      message: expect.stringMatching(/^The registry main refused its new credential at .* \(403 from/),
    },
    ends: fleet.clock.now + 5 * hour,
  });
  expect(failing.status.namespaces).toEqual({ ready: 0, failed: 1, skipped: 0 });
  expect(auths()).toEqual(before);
  // Whether what it holds is still there.
  expect(fleet.cluster.requests.counts).toEqual({ 'get secrets': 1 });

  repair();
  fleet.clock.now += 2 * minute;
  expect((await fleet.refresh()).status.phase).toBe('Healthy');
  expect(auths()).not.toEqual(before);
});

test('one registry that refuses does not keep other targets from being served', async () => {
  const secretArn = await storeSecret('pullpass-registry-quay', {
    username: 'robot',
    password: 'wrong',
    host: 'quay.io',
  });
  fleet.aws.registryUsers.set('quay.io', { username: 'robot', password: 'right' });
  const quay = { name: 'quay', kind: 'static', host: 'quay.io', secretArn };
  const { status } = await fleet.serve(
    [
      { ...pullSecret, registries: ['main'] },
      { ...pullSecret, secretName: 'quay', registries: ['quay'] },
    ],
    asRegistries(ecr, quay),
  );
  expect(status).toMatchObject({ phase: 'Degraded', error: { kind: 'registry' } });
  expect(auths()).toHaveProperty([hostOf(ecr)]);
  expect(fleet.values('payments', 'quay')).toBeUndefined();
  expect(JSON.stringify([status, fleet.logs])).not.toContain('wrong');
});

test.each(['reset', 'error'] as const)(
  'if a registry does not answer like one (%s), its token is pushed, and the log says that it was not tried',
  async (kind) => {
    fleet.aws.faults.inject({ service: 'registry', fault: { kind } });
    const untold: string[] = [];
    fleet.world.tokens = fleet.newTokens(({ host }) => void untold.push(host));
    const { status } = await fleet.serve([pullSecret], asRegistries(ecr));
    expect(status.phase).toBe('Healthy');
    expect(auths()).toHaveProperty([hostOf(ecr)]);
    expect(untold).toEqual([hostOf(ecr)]);
  },
);

describe('a region that is not enabled', () => {
  const there = { ...ecr, name: 'there', region: 'af-south-1' };
  const roleArn = 'arn:aws:iam::210987654321:role/pullpass-pull';
  const enable = /enable af-south-1 in it \(Account settings/;

  test('is reported as that of PullPass’s account, not as a missing permission', async () => {
    const { status } = await fleet.serve([pullSecret], asRegistries(there));
    expect(status.error).toMatchObject({
      kind: 'token',
      message: expect.stringContaining('UnrecognizedClientException'),
      remedy: expect.stringMatching(/^af-south-1 knows no credentials of the account of PullPass, /),
    });
    expect(status.error?.remedy).toMatch(enable);
  });

  test('is reported as that of the role’s account', async () => {
    const { status } = await fleet.serve([pullSecret], asRegistries({ ...there, roleArn }));
    expect(status.error).toMatchObject({
      kind: 'token',
      remedy: expect.stringMatching(/^af-south-1 knows no credentials of the account 210987654321, /),
    });
  });

  test('does not keep registries of other regions from being served', async () => {
    const targets = [
      { ...pullSecret, registries: ['main'] },
      { ...pullSecret, secretName: 'other', registries: ['there'] },
    ];
    await fleet.serve(targets, asRegistries(ecr, there));
    expect(Object.keys(auths())).toEqual([hostOf(ecr)]);
  });
});

test('a missing secret is named, with what to do, and the target that needs it is left as it is', async () => {
  const secretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:pullpass-registry-none';
  const quay = { name: 'quay', kind: 'static', host: 'quay.io', secretArn };
  const { status } = await fleet.serve([pullSecret], asRegistries(ecr, quay));
  expect(status).toMatchObject({
    phase: 'Failing',
    error: {
      kind: 'token',
      message: `The secret ${secretArn} could not be read: ResourceNotFoundException`,
      remedy: expect.stringContaining('correct "secretArn"'),
    },
  });
  expect(fleet.values('payments', 'ecr-credentials')).toBeUndefined();
});

const probed = { ...ecr, probe: 'team/app:1.2' };
const image = `${hostOf(ecr)}/${probed.probe}`;
const later = (milliseconds: number) => new Date(fleet.clock.now + milliseconds).toISOString();

test('a principal that may obtain tokens but not pull is named with what it lacks, and nothing is pushed', async () => {
  const roleArn = 'arn:aws:iam::210987654321:role/pullpass-pull';
  const { status } = await fleet.serve([pullSecret], asRegistries({ ...probed, roleArn }));
  expect(status).toMatchObject({
    phase: 'Failing',
    error: {
      kind: 'registry',
      message: expect.stringContaining(
        `refused ${image} to its new credential (403 from ${hostOf(ecr)}): arn:aws:sts::210987654321:assumed-role/pullpass-pull/pullpass is not authorized to perform ecr:BatchGetImage on arn:aws:ecr:eu-west-1:123456789012:repository/team/app, because no `,
      ),
      remedy: expect.stringContaining('to the role pullpass-pull'),
    },
  });
  expect(auths()).toEqual({});
});

test('a missing probe image stops no push, and is reported until it exists', async () => {
  fleet.aws.missingImages.add(image);
  const record = await fleet.serve([pullSecret], asRegistries(probed));
  expect(record.status.phase).toBe('Healthy');
  expect(toResource(record, defaultRenewalSettings).status.problems).toEqual([
    {
      kind: 'registry',
      message: `The registry main says that its probe image ${image} does not exist, so it is unknown whether images may be pulled`,
      remedy: 'Push the image again, or name one that stays as "probe".',
      namespaces: [],
      count: 0,
      uncovered: 0,
    },
  ]);
  fleet.aws.missingImages.clear();
  fleet.clock.now += 15 * minute;
  expect(toResource(await fleet.refresh(), defaultRenewalSettings).status).not.toHaveProperty('problems');
});

describe('a token that its registry refuses early', () => {
  const revoke = () => {
    fleet.aws.earlyEnds.upTo = fleet.aws.ecr.minted;
  };

  /** Two clusters that hold the same token of this worker, a while later. */
  async function serveTwo(registry: object = ecr) {
    for (const name of ['prod-eu-1', 'prod-eu-2']) {
      const targets = [pullSecret] as never;
      await fleet.register({ name, targets, ...asRegistries(registry) });
      await fleet.refresh(name);
    }
    fleet.clock.now += 20 * minute;
  }

  test('is replaced at once; another cluster that holds it no longer promises anything, and is due', async () => {
    await serveTwo();
    const before = auths();
    revoke();
    expect((await fleet.refresh('prod-eu-2')).status).toMatchObject({
      phase: 'Healthy',
      ends: fleet.clock.now + hour,
    });
    expect(auths()).not.toEqual(before);
    expect((await readCluster(fleet.table, 'prod-eu-1'))?.status).toMatchObject({
      phase: 'Healthy',
      ends: fleet.clock.now,
      nextPushAt: later(0),
      nextRefreshAt: later(0),
    });
    expect(await fleet.eventMessages('token-refused')).toEqual([
      expect.stringContaining('before its time: a refresh is due now'),
    ]);
    expect(fleet.logs).toContainEqual({
      level: 'warn',
      message: 'a registry refused a credential before its time',
      fields: { registry: 'main', by: `403 from ${hostOf(ecr)}`, clusters: 1 },
    });
    expect((await fleet.refresh()).status.ends).toBe(fleet.clock.now + hour);
  });

  test('if another worker has served a cluster since, that cluster is left alone', async () => {
    await serveTwo();
    const own = fleet.world.tokens;
    fleet.world.tokens = fleet.newTokens();
    const { status } = await fleet.refresh();
    revoke();
    fleet.aws.earlyEnds.upTo -= 1;
    fleet.world.tokens = own;
    await fleet.refresh('prod-eu-2');
    expect((await readCluster(fleet.table, 'prod-eu-1'))?.status).toEqual(status);
  });

  test('and cannot be replaced: then the cluster itself no longer promises anything either', async () => {
    await serveTwo();
    fleet.aws.faults.inject({ service: 'registry', fault: { kind: 'deny' } });
    await fleet.refresh();
    const status = (await readCluster(fleet.table, 'prod-eu-1'))?.status;
    expect(status).toMatchObject({
      phase: 'Failing',
      error: {
        kind: 'registry',
        message: expect.stringMatching(/what the cluster holds is refused too, and stays unchanged$/),
      },
      ends: fleet.clock.now,
      nextPushAt: later(0),
    });
    expect((await readCluster(fleet.table, 'prod-eu-2'))?.status.ends).toBe(fleet.clock.now);
    // Once the time is recorded, it backs off as after any failure.
    fleet.clock.now += minute;
    const again = await fleet.refresh();
    expect(Date.parse(again.status.nextPushAt ?? '')).toBeGreaterThan(fleet.clock.now);
  });

  test('a paused cluster promises less, and stays paused', async () => {
    await serveTwo();
    await setFields(fleet.table, 'prod-eu-1', {
      phase: 'Paused',
      nextPushAt: undefined,
      dueShard: undefined,
      expiryShard: undefined,
    });
    revoke();
    await fleet.refresh('prod-eu-2');
    const { status } = (await readCluster(fleet.table, 'prod-eu-1')) ?? {};
    expect(status).toMatchObject({ phase: 'Paused', ends: fleet.clock.now });
    expect(status).not.toHaveProperty('nextPushAt');
  });

  test('what a sweep under way has read does not bring the promise back', async () => {
    await serveTwo();
    const record = (await readCluster(fleet.table, 'prod-eu-1')) as ClusterRecord;
    const claim = await fleet.claim('prod-eu-1');
    revoke();
    await fleet.refresh('prod-eu-2');
    const swept = { ends: undefined, retired: [], everything: false };
    expect(await recordResult(fleet.table, { ...record, claim }, record.status, swept)).toBe('superseded');
    expect((await readCluster(fleet.table, 'prod-eu-1'))?.status.ends).toBe(fleet.clock.now);
  });

  test('with the session of its role: from then on its tokens count only for a session, and that is reported', async () => {
    fleet.aws.earlyEnds.withSessions = true;
    const roleArn = 'arn:aws:iam::123456789012:role/pullpass-pull';
    await serveTwo({ ...probed, roleArn });
    fleet.clock.now += 41 * minute;
    const record = await fleet.refresh();
    expect(record.status).toMatchObject({ phase: 'Healthy', ends: fleet.clock.now + hour });
    expect(Date.parse(record.status.nextPushAt ?? '')).toBeLessThanOrEqual(fleet.clock.now + 20 * minute);
    expect(toResource(record, defaultRenewalSettings).status.problems).toEqual([
      {
        kind: 'registry',
        message: expect.stringContaining(`count as good for one hour, the session of ${roleArn}`),
        remedy: expect.stringMatching(/"refreshEveryMinutes": 15, or take "roleArn" out/),
        namespaces: [],
        count: 0,
        uncovered: 0,
      },
    ]);
    expect((await readCluster(fleet.table, 'prod-eu-2'))?.status.ends).toBe(fleet.clock.now);

    fleet.world.tokens = fleet.newTokens();
    fleet.clock.now += 15 * minute;
    expect((await fleet.refresh()).status.ends).toBe(fleet.clock.now + hour);
    expect((await fleet.refresh('prod-eu-2')).status.ends).toBe(fleet.clock.now + hour);
  });

  describe('with the session of its role, as a push that cannot write also finds out', () => {
    const roleArn = 'arn:aws:iam::123456789012:role/pullpass-pull';

    /** A cluster that another worker served, and a push by this one that the API server refuses. */
    async function notWritten() {
      fleet.aws.earlyEnds.withSessions = true;
      await serveTwo({ ...ecr, roleArn });
      const own = fleet.world.tokens;
      fleet.world.tokens = fleet.newTokens();
      await fleet.refresh();
      fleet.world.tokens = own;
      fleet.clock.now += 61 * minute;
      fleet.cluster.inject({ kind: 'status', status: 503 });
      return fleet.refresh();
    }

    test('what the cluster holds counts only for a session too, and the next push overwrites it', async () => {
      const { status } = await notWritten();
      expect(status).toMatchObject({ phase: 'Failing', error: { kind: 'unreachable' } });
      expect(status).toMatchObject({
        ends: fleet.clock.now - minute,
        tokenNotes: { main: { boundSince: later(0) } },
      });
      fleet.cluster.faults.clear();
      fleet.clock.now += minute;
      expect((await fleet.refresh()).status).toMatchObject({
        phase: 'Healthy',
        ends: fleet.clock.now + 59 * minute,
      });
    });

    test('a record in which the version before noted it is served by the second push', async () => {
      const { status } = await notWritten();
      fleet.cluster.faults.clear();
      await setFields(fleet.table, 'prod-eu-1', { validUntil: later(11 * hour) });
      fleet.clock.now += minute;
      expect((await fleet.refresh()).status).toMatchObject({
        error: { kind: 'token' },
        ends: Date.parse(status.lastAttemptAt ?? '') + hour,
      });
      fleet.clock.now += minute;
      expect((await fleet.refresh()).status).toMatchObject({ phase: 'Healthy' });
    });
  });
});

test('an older cluster whose registry has a host that gets no token fails, keeps what it has, and its other targets are served', async () => {
  await fleet.serve([pullSecret], asRegistries(ecr));
  const before = auths();
  const strange = { ...ecr, name: 'strange', region: 'us-east-1', hosts: ['evil.invalid'] };
  const spec = {
    ...asRegistries(ecr, strange),
    targets: [
      {
        ...pullSecret,
        secretName: 'ecr-credentials',
        registries: ['main'],
        serviceAccounts: [],
        adopt: false,
      },
      { ...pullSecret, secretName: 'strange', registries: ['strange'], serviceAccounts: [], adopt: false },
    ],
  };
  const record = (await readCluster(fleet.table, 'prod-eu-1')) as ClusterRecord;
  await setFields(fleet.table, 'prod-eu-1', { spec: { ...record.spec, ...spec } });
  fleet.clock.now += 7 * hour;
  fleet.aws.calls.reset();
  const { status } = await fleet.refresh();
  expect(status).toMatchObject({
    phase: 'Degraded',
    error: {
      kind: 'token',
      message: expect.stringContaining(
        'would send a token of ECR to evil.invalid, which is not a host of ECR',
      ),
      remedy: expect.stringContaining('--param ecrHosts=evil.invalid'),
    },
  });
  expect(auths()).not.toEqual(before);
  expect(fleet.values('payments', 'strange')).toBeUndefined();
  expect(fleet.aws.calls.count({ service: 'ecr', region: 'us-east-1' })).toBe(0);
});
