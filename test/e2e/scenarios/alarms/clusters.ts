import { randomUUID } from 'node:crypto';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from '@jest/globals';
import type { ClusterEndpoint } from '../../../../shared/simulation/endpoint.ts';
import type { TestCluster } from '../../../support/simulation/testCluster.ts';
import { type AlarmWorld, permit } from '../../world/alarmWorld.ts';
import { until } from '../../world/until.ts';
import type { Declare } from './atOnce.ts';
import { meanwhile } from './meanwhile.ts';

const hours = (count: number) => Date.now() + count * 3_600_000;

/** Alarms on what happens to clusters, each caused by what happens to one. */
export function clusterAlarms(world: () => AlarmWorld, test: Declare): void {
  let shaky: ClusterEndpoint<TestCluster>;
  let ending: ClusterEndpoint<TestCluster>;

  test('tokens-at-risk and fleet-at-risk: ECR issues tokens with little life left', async () => {
    const { api, calm, cluster, registration, ecr, fires } = world();
    await calm('tokens-at-risk', 'fleet-at-risk');
    ecr.mint.tokenLifeMs = 20_000;
    shaky = await cluster('shaky');
    const body = registration(shaky, shaky.kubeconfig('pullpass'));
    await api.expect(201, 'POST', '/clusters?preflight=false', { body });
    expect((await api.attempted('shaky', undefined)).status.phase).toBe('Healthy');
    await fires('tokens-at-risk');
    await fires('fleet-at-risk');
  });

  test('kubeconfigs-expiring: a client certificate expires in three days', async () => {
    const { api, calm, cluster, kubeconfigEnding, registration, fires } = world();
    await calm('kubeconfigs-expiring');
    ending = await cluster('ending');
    const body = registration(ending, await kubeconfigEnding(ending, 3));
    await api.expect(201, 'POST', '/clusters?preflight=false', { body });
    expect((await api.attempted('ending', undefined)).status.phase).toBe('Healthy');
    await fires('kubeconfigs-expiring');
  });

  test('clusters-failing, then token-expired: the permission in a cluster is withdrawn', async () => {
    const { api, calm, fires } = world();
    await calm('clusters-failing', 'token-expired');
    shaky.cluster.revokeGrants('pullpass');
    const { status } = await api.refresh('shaky');
    expect(status).toMatchObject({ phase: 'Failing', error: { kind: 'forbidden' } });
    await fires('clusters-failing');
    await fires('token-expired');
  });

  test('retry-behind: no worker takes the retries, until one does', async () => {
    const { api, break: breaks, calm, named, fires, clears } = world();
    await calm('retry-behind');
    const mend = await breaks.eventSource(named('retry'));
    await api.expect(202, 'POST', '/clusters/shaky/refresh');
    await fires('retry-behind');
    await mend();
    await clears('retry-behind');
  });

  test('suspect-behind: no worker takes the suspects, until one does', async () => {
    const { table, api, break: breaks, calm, named, fires, clears } = world();
    await calm('suspect-behind');
    const mend = await breaks.eventSource(named('suspect'));
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: { pk: 'CLUSTER#shaky', sk: 'RECORD' },
        UpdateExpression: 'SET suspect = :suspect',
        ExpressionAttributeValues: { ':suspect': { since: new Date().toISOString() } },
      }),
    );
    await api.expect(202, 'POST', '/clusters/shaky/refresh');
    await fires('suspect-behind');
    await mend();
    await clears('suspect-behind');
  });

  test('registry-throttled: ECR throttles, then stops throttling', async () => {
    const { api, calm, ecr, fires } = world();
    await calm('registry-throttled');
    const mend = ecr.faults.inject({ service: 'ecr', fault: { kind: 'throttle' } });
    await meanwhile(fires('registry-throttled'), () => api.refresh('ending'));
    expect((await api.refresh('ending')).status).toMatchObject({ error: { kind: 'throttled' } });
    mend();
  });

  test('records-missing: there are kubeconfigs without a record, until they are gone', async () => {
    const { aws, calm, fires, clears } = world();
    await calm('records-missing');
    const names = ['lost-1', 'lost-2', 'lost-3', 'lost-4'].map((name) => `pullpass/e2e/clusters/${name}`);
    const call = (operation: string, input: object) =>
      aws.json('secretsmanager', `secretsmanager.${operation}`, input);
    for (const Name of names)
      await call('CreateSecret', { Name, SecretString: '{}', ClientRequestToken: randomUUID() });
    await lookNow();
    await fires('records-missing');
    for (const SecretId of names) await call('DeleteSecret', { SecretId, RecoveryWindowInDays: 30 });
    await lookNow();
    await clears('records-missing');
  });

  /** As the runbook says: the next tick looks. */
  const lookNow = () => {
    const { client, name } = world().table;
    return client.send(new DeleteCommand({ TableName: name, Key: { pk: 'FLEET', sk: 'UNRECORDED' } }));
  };

  test('what was broken is repaired, and the alarms clear', async () => {
    const { api, ecr, clears } = world();
    ecr.mint.tokenLifeMs = 12 * 3_600_000;
    permit(shaky.cluster);
    const body = { kubeconfig: ending.kubeconfig('pullpass'), context: null };
    await api.expect(200, 'PUT', '/clusters/ending/kubeconfig', { body });
    for (const name of ['shaky', 'ending'])
      await until(
        `${name} to hold a token for hours`,
        () => api.refresh(name),
        ({ status }) => Date.parse(status.validUntil ?? '') > hours(11) && status.phase === 'Healthy',
      );
    const suffixes = ['clusters-failing', 'kubeconfigs-expiring', 'registry-throttled'];
    for (const suffix of [...suffixes, 'tokens-at-risk', 'token-expired', 'fleet-at-risk'])
      await clears(suffix);
  });

  // Last: a worker that has a token of several hours gives it to all clusters.
  test('clusters-uncovered and fleet-at-risk: one namespace has no Role, until it has one', async () => {
    const { api, calm, cluster, registration, fires, clears } = world();
    await calm('clusters-uncovered', 'fleet-at-risk');
    const partly = await cluster('partly');
    partly.cluster.addNamespace('team-new');
    const registered = registration(partly, partly.kubeconfig('pullpass'));
    const [target] = registered['targets'] as Record<string, unknown>[];
    const body = {
      ...registered,
      targets: [{ ...target, namespaces: { include: ['team', 'team-new'] } }],
    };
    await api.expect(201, 'POST', '/clusters?preflight=false', { body });
    expect((await api.attempted('partly', undefined)).status).toMatchObject({
      phase: 'Degraded',
      namespaces: { chosen: 2, ready: 1, failed: 1, uncovered: 1 },
      problems: [{ kind: 'forbidden', namespaces: ['team-new'], count: 1, uncovered: 1 }],
    });
    await fires('clusters-uncovered');
    await fires('fleet-at-risk');

    permit(partly.cluster, 'team-new');
    expect((await api.refresh('partly')).status).toMatchObject({
      phase: 'Healthy',
      namespaces: { chosen: 2, ready: 2, uncovered: 0 },
    });
    await clears('clusters-uncovered');
    await clears('fleet-at-risk');
  });
}
