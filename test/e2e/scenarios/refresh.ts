import { expect, test } from '@jest/globals';
import { secretsOf } from '../../support/kubernetes-contract/context.ts';
import { accounts, identity, must, secretName } from '../world/kubernetes.ts';
import { justPassed, makeDue } from '../world/makeDue.ts';
import { apply } from '../world/permissionsPage.ts';
import { until } from '../world/until.ts';
import type { World } from '../world/world.ts';

export function refreshScenarios(world: () => World): void {
  test('registered through the signed API, every chosen namespace can pull, and no other', async () => {
    const { api, kubernetes, registry, cluster } = world();
    for (const name of ['payments', 'team-a', 'team-b', 'team-old', 'other'])
      await kubernetes.addNamespace(name, { pull: name === 'team-b' ? 'quay' : 'ecr' });
    await apply(world().plane, world().page.listing);
    await kubernetes.untilMay(true, { verb: 'list', resource: 'namespaces' });

    const namespaces = { include: ['payments', 'team-*'], exclude: ['team-old'], labelSelector: 'pull=ecr' };
    const body = cluster('prod', { namespaces, serviceAccounts: accounts });
    const registered = await api.expect(201, 'POST', '/clusters', { body });
    expect(registered.status).toMatchObject({ phase: 'Pending', kubeconfig: { identity } });

    const { status } = await api.attempted('prod', undefined);
    expect(status).toMatchObject({ phase: 'Healthy', namespaces: { ready: 2, failed: 0, skipped: 0 } });
    for (const namespace of ['payments', 'team-a']) {
      expect(await registry.pull(await kubernetes.dockerConfig(namespace))).toMatchObject({ code: 0 });
      for (const account of accounts) {
        const own = `${account}-dockercfg-x7k2p`;
        const both = [own, secretName];
        expect(await kubernetes.links(namespace, account)).toEqual({ imagePullSecrets: both, secrets: both });
      }
    }
    for (const namespace of ['team-b', 'team-old', 'other', 'default'])
      expect([namespace, await kubernetes.secret(namespace)]).toEqual([namespace, undefined]);
    expect(await registry.pull()).toMatchObject({ code: 1, stderr: expect.stringMatching(/unauthorized/) });
  }, 180_000);

  test('the schedule works without help: a lost secret comes back although nobody asks', async () => {
    const { api, kubernetes, registry, table } = world();
    const before = await api.read('prod');
    must(200, await kubernetes.admin.delete(`${secretsOf('payments')}/${secretName}`));
    // As if its interval had passed. The tick must find it; nothing here calls one.
    await makeDue(table, 'prod', { nextPushAt: justPassed() }, 'attribute_not_exists(claim)');
    const { status } = await api.attempted('prod', before.status.lastAttemptAt, 120_000);
    expect(status).toMatchObject({ phase: 'Healthy', consecutiveFailures: 0 });
    expect(Date.parse(status.nextPushAt ?? '')).toBeGreaterThan(Date.now());
    expect(await registry.pull(await kubernetes.dockerConfig('payments'))).toMatchObject({ code: 0 });
  }, 180_000);

  test('a namespace that is made later is served at the next refresh', async () => {
    const { api, kubernetes, registry } = world();
    await kubernetes.addNamespace('team-late', { pull: 'ecr' });
    expect(await kubernetes.secret('team-late')).toBeUndefined();
    const { status } = await api.refresh('prod');
    expect(status).toMatchObject({ phase: 'Healthy', namespaces: { ready: 3 } });
    expect(await registry.pull(await kubernetes.dockerConfig('team-late'))).toMatchObject({ code: 0 });
  }, 180_000);

  test('in steady state a push is one request per namespace and one read per service account', async () => {
    const { api, plane } = world();
    const seen = async () =>
      (await plane.audit()).filter(
        ({ user, objectRef }) => user.username === identity && objectRef?.namespace !== undefined,
      );
    const before = (await seen()).length;
    await api.refresh('prod');
    const made = (await until('the audit log', seen, (all) => all.length > before)).slice(before);
    const byKind = Map.groupBy(made, ({ verb, objectRef }) => `${verb} ${objectRef?.resource}`);
    expect(Object.fromEntries([...byKind].map(([kind, all]) => [kind, all.length]))).toEqual({
      'patch secrets': 3,
      'get serviceaccounts': 3 * accounts.length,
    });
  }, 180_000);

  test('a revoked credential is replaced, and the cluster is served again', async () => {
    const { api, kubernetes, kubeconfig, registry, cluster, credentials } = world();
    await kubernetes.addNamespace('rotated');
    // A token bound to an object ends with it.
    const inPullPass = '/api/v1/namespaces/pullpass';
    must(201, await kubernetes.admin.post(`${inPullPass}/secrets`, { metadata: { name: 'bound-to' } }));
    const spec = { boundObjectRef: { kind: 'Secret', apiVersion: 'v1', name: 'bound-to' } };
    const request = await kubernetes.admin.post(`${inPullPass}/serviceaccounts/pullpass/token`, { spec });
    const { token } = must(201, request).json<{ status: { token: string } }>().status;
    credentials.set('the revoked token', token);
    const revocable = kubeconfig.replace(/token: \S+/, `token: ${token}`);
    const body = cluster('rotated', { namespaces: { include: ['rotated'] }, kubeconfig: revocable });
    await api.expect(201, 'POST', '/clusters', { body });
    expect((await api.attempted('rotated', undefined)).status.phase).toBe('Healthy');

    must(200, await kubernetes.admin.delete(`${inPullPass}/secrets/bound-to`));
    const refused = await until(
      'the API server to forget the token',
      () => api.refresh('rotated'),
      ({ status }) => status.phase !== 'Healthy',
      { pause: 1000 },
    );
    expect(refused.status).toMatchObject({ phase: 'Failing', error: { kind: 'unauthorized' } });
    expect(refused.status.error?.remedy).toContain('by PUT /clusters/');

    await api.expect(200, 'PUT', '/clusters/rotated/kubeconfig', { body: { kubeconfig } });
    const { status } = await api.attempted('rotated', refused.status.lastAttemptAt);
    expect(status).toMatchObject({ phase: 'Healthy', consecutiveFailures: 0 });
    expect(await registry.pull(await kubernetes.dockerConfig('rotated'))).toMatchObject({ code: 0 });
    const types = (await api.events('rotated')).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['registered', 'served', 'failed', 'rotated', 'recovered']));
  }, 180_000);
}
