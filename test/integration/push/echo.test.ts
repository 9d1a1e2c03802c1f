import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { inCluster } from '../../../functions/push/cluster/inCluster.ts';
import { newRun } from '../../../functions/push/run.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import type { ClusterSpec } from '../../../shared/clusters/spec.ts';
import { readEvents } from '../../../shared/clusters/store/readEvents.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { Failure } from '../../../shared/failure.ts';
import { connect } from '../../../shared/kubernetes/connect.ts';
import { advice } from '../../../shared/targets/advice.ts';
import { leaks } from '../../support/encodings.ts';
import type { Fault } from '../../support/simulation/fault.ts';
import { startTargetsFleet, type TargetsFleet } from '../targets/targetsFleet.ts';

// What was sent to a cluster does not come back in any text: not in the status, events, log or metrics.

let fleet: TargetsFleet;
beforeEach(async () => {
  fleet = await startTargetsFleet();
  fleet.cluster.addNamespace('payments');
});
afterEach(() => fleet.stop());

const targets = [
  { kind: 'imagePullSecret', namespaces: { include: ['payments'] }, serviceAccounts: ['default'] },
  {
    kind: 'keys',
    secretName: 'quay-keys',
    namespaces: { include: ['payments'] },
    registry: 'quay',
    keys: { username: 'USER', password: 'PASSWORD', registry: 'HOST', auth: 'AUTH' },
  },
];
const ecr = { name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' };

/**
 * Pushes with such a password while the API server quotes what it receives; returns everything written, and the
 * secrets.
 */
async function pushed(password: string, echo: Fault): Promise<{ written: string; secrets: string[] }> {
  const login = { username: 'team+robot', password };
  const { ARN: secretArn = '' } = await fleet.secrets.send(
    new CreateSecretCommand({
      Name: 'pullpass-registry-quay',
      SecretString: JSON.stringify({ ...login, host: 'quay.io' }),
    }),
  );
  fleet.aws.registryUsers.set('quay.io', login);
  const quay = { name: 'quay', kind: 'static', host: 'quay.io', secretArn };
  fleet.cluster.inject(echo);
  await fleet.serve(targets, { registries: [quay] as ClusterSpec['registries'] });
  await fleet.refresh();
  const { events } = await readEvents(fleet.table, 'prod-eu-1', { limit: 50, now: fleet.clock.now });
  const record = await readCluster(fleet.table, 'prod-eu-1');
  expect(record?.status.error?.message).toContain('[credential]');
  const auth = Buffer.from(`team+robot:${password}`).toString('base64');
  return {
    written: JSON.stringify([record, events, fleet.logs, fleet.counted]).replaceAll('team+robot', ''),
    secrets: [password, auth, fleet.cluster.adminToken],
  };
}

const statuses = [400, 403, 422, 500] as const;
const encodings = [undefined, 'base64', 'percent', 'bytes'] as const;
const passwords = {
  short: 'b7!x',
  'of words': 'correct-horse',
  quoted: 'p"w\\d<&>\'/+ %',
  long: 'Ab3/'.repeat(70),
};

const secretsOf = { verb: 'patch', resource: 'secrets' };
test.each(
  Object.entries(passwords).flatMap(([name, password]) =>
    encodings.map((as, n) => [name, as ?? 'as it is', statuses[n % 4] ?? 500, password, as] as const),
  ),
)('a password that is %s, quoted %s in a %i, is hidden', async (_, __, status, password, as) => {
  const fault = { kind: 'echo', status, when: secretsOf, ...(as !== undefined && { as }) } as const;
  const { written, secrets } = await pushed(password, fault);
  expect(secrets.flatMap((secret) => leaks(written, secret))).toEqual([]);
});

test.each(statuses)('whatever a %i quotes when namespaces are read is hidden, too', async (status) => {
  const { written, secrets } = await pushed('correct-horse', { kind: 'echo', status });
  expect(secrets.flatMap((secret) => leaks(written, secret))).toEqual([]);
});

test('what made a whole push fail is hidden as well', async () => {
  await fleet.serve([targets[0] ?? {}], { registries: [ecr] as ClusterSpec['registries'] });
  const record = (await readCluster(fleet.table, 'prod-eu-1')) as ClusterRecord;
  const message = { cluster: record.name, claim: '', correlationId: '' };
  const times = { startedAt: fleet.clock.now, deadline: fleet.clock.now + 60_000 };
  const { error } = await inCluster(newRun({ record, act: 'push' }, message, fleet.world, times), () =>
    Promise.reject(new Failure('tls', `a certificate for ${fleet.cluster.adminToken}`, { remedy: 'none' })),
  );
  expect(error?.message).toBe('a certificate for [credential]');
});

test('an ECR token that a policy quotes is hidden', async () => {
  fleet.cluster.inject({ kind: 'echo', status: 403, when: secretsOf, times: 1 });
  await fleet.serve([targets[0] ?? {}], { registries: [ecr] as ClusterSpec['registries'] });
  const failed = await readCluster(fleet.table, 'prod-eu-1');
  await fleet.refresh();
  const config = JSON.parse(fleet.values('payments', 'ecr-credentials')?.['.dockerconfigjson'] ?? '{}');
  const [{ auth = '' } = {}] = Object.values<{ auth?: string }>(config.auths);
  expect(auth.length).toBeGreaterThan(100);
  const written = JSON.stringify([failed, fleet.logs]);
  expect(failed?.status.error?.message).toContain('[credential]');
  const password = Buffer.from(auth, 'base64').toString().slice('AWS:'.length);
  expect([auth, password].flatMap((secret) => leaks(written, secret))).toEqual([]);
});

test('the surrounding words stay, so that who refused it and why is reported', async () => {
  const { written } = await pushed('correct-horse', { kind: 'echo', status: 403, when: secretsOf });
  expect(written).toContain(
    'The admission webhook \\"echo.example.com\\" denied PATCH /api/v1/namespaces/payments/secrets/ecr-credentials',
  );
  expect(written).toContain(': Bearer [credential] and');
});

test('the sign-in of a proxy is hidden as well', () => {
  const kubeconfig = {
    server: 'https://api.example.com:6443',
    proxyUrl: 'http://ann:p%40ss-word-1@proxy.example.com:3128',
    credential: { token: 'a-token-of-the-cluster' },
  };
  const { redactor, close } = connect(kubeconfig, { advice, deadline: 0, allowedCidrs: [] });
  close();
  const basic = Buffer.from('ann:p@ss-word-1').toString('base64');
  expect(
    redactor.hide(`${basic} p@ss-word-1 p%40ss-word-1 a-token-of-the-cluster ann proxy.example.com`),
  ).toBe('[credential] [credential] [credential] [credential] ann proxy.example.com');
});
