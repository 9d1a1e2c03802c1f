import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { jsonPatch } from '../../support/kubernetes-contract/client.ts';
import { secretsOf } from '../../support/kubernetes-contract/context.ts';
import { accounts, identity, must, secretName } from '../world/kubernetes.ts';
import type { World } from '../world/world.ts';

export function foreignScenarios(world: () => World): void {
  test('a service account keeps the entries of others while a second writer edits it at the same time', async () => {
    const { api, kubernetes, plane, cluster } = world();
    const namespace = 'contended';
    await kubernetes.addNamespace(namespace);
    const conflicts = async () =>
      (await plane.audit()).filter(
        ({ verb, user, objectRef, responseStatus }) =>
          verb === 'patch' &&
          user.username === identity &&
          objectRef?.namespace === namespace &&
          [409, 422].includes(responseStatus?.code ?? 0),
      ).length;

    const added: string[] = [];
    let writing = true;
    const write = async () => {
      while (writing) {
        const entry = `added-${added.length}`;
        added.push(entry);
        await Promise.all(accounts.map((account) => kubernetes.link(namespace, account, entry)));
        // Often enough to meet. Each write costs the API server more, the longer the lists are.
        await delay(20);
      }
    };
    const writer = write();
    try {
      const target = { namespaces: { include: [namespace] }, serviceAccounts: accounts };
      await api.expect(201, 'POST', '/clusters', { body: cluster('contended', target) });
      let { status } = await api.attempted('contended', undefined);
      // Until the two have met: nobody can say who comes between a read and its write.
      for (let round = 0; (await conflicts()) === 0 && round < 20; round += 1) {
        await Promise.all(accounts.map((account) => unlink(world(), namespace, account)));
        ({ status } = await api.refresh('contended'));
      }
      // A writer that leaves no gap between a read and its write is named; that is no reason to overwrite it.
      if (status.phase !== 'Healthy')
        expect(status.error).toMatchObject({
          kind: 'conflict',
          message: expect.stringContaining('was changed by others'),
        });
    } finally {
      writing = false;
      await writer;
    }
    expect(await conflicts()).toBeGreaterThan(0);

    // With the other one quiet, a push writes what may have been given up: the next, or the one after a retry under
    // way.
    let settled = await api.refresh('contended');
    if (settled.status.phase !== 'Healthy') settled = await api.refresh('contended');
    expect(settled.status.phase).toBe('Healthy');
    for (const account of accounts) {
      const { imagePullSecrets, secrets } = await kubernetes.links(namespace, account);
      const expected = [`${account}-dockercfg-x7k2p`, ...added, secretName].sort();
      expect(imagePullSecrets.toSorted()).toEqual(expected);
      expect(secrets.toSorted()).toEqual(expected);
    }
  }, 180_000);

  test('a secret that somebody else made is not touched, but taken over when asked to', async () => {
    const { api, kubernetes, registry, cluster } = world();
    const namespace = 'foreign';
    await kubernetes.addNamespace(namespace);
    await kubernetes.addNamespace('free');
    const theirs = Buffer.from(JSON.stringify({ auths: { 'quay.io': { auth: 'dGhlaXJzOm93bg==' } } }));
    const body = {
      metadata: { name: secretName, labels: { theirs: 'yes' } },
      type: 'kubernetes.io/dockerconfigjson',
      data: { '.dockerconfigjson': theirs.toString('base64') },
    };
    must(201, await kubernetes.admin.post(secretsOf(namespace), body));
    const before = await kubernetes.secret(namespace);

    const target = { namespaces: { include: [namespace, 'free'] } };
    const { checks } = await api.expect<{ checks: object[] }>(422, 'POST', '/clusters', {
      body: cluster('foreign', target),
    });
    expect(checks).toContainEqual(
      expect.objectContaining({ check: 'writes', result: 'failed', kind: 'conflict' }),
    );
    await api.expect(201, 'POST', '/clusters?preflight=false', { body: cluster('foreign', target) });
    const refused = await api.attempted('foreign', undefined);
    expect(refused.status).toMatchObject({
      phase: 'Degraded',
      namespaces: { ready: 1, failed: 1 },
      error: { kind: 'conflict', message: expect.stringContaining(`${namespace}/${secretName}`) },
    });
    expect(refused.status.error?.remedy).toContain('"adopt": true');
    expect(await kubernetes.secret(namespace)).toEqual(before);
    expect(await registry.pull(await kubernetes.dockerConfig('free'))).toMatchObject({ code: 0 });

    const { targets } = cluster('foreign', { ...target, adopt: true });
    const stale = { 'if-match': '"999"' };
    await api.expect(412, 'PATCH', '/clusters/foreign', { body: { targets }, headers: stale });
    const current = { 'if-match': `"${refused.version}"` };
    await api.expect(200, 'PATCH', '/clusters/foreign', { body: { targets }, headers: current });

    const { status } = await api.attempted('foreign', refused.status.lastAttemptAt);
    expect(status).toMatchObject({ phase: 'Healthy', namespaces: { ready: 2, failed: 0 } });
    expect(await registry.pull(await kubernetes.dockerConfig(namespace))).toMatchObject({ code: 0 });
    const after = await kubernetes.secret(namespace);
    expect(after?.metadata.uid).toBe(before?.metadata.uid);
    expect(after?.metadata.labels).toMatchObject({ theirs: 'yes' });
  }, 180_000);
}

/** Removes our entry from a list that others are changing. */
async function unlink({ kubernetes }: World, namespace: string, account: string): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${account}`;
  for (const list of ['imagePullSecrets', 'secrets'] as const) {
    const index = (await kubernetes.links(namespace, account))[list].indexOf(secretName);
    if (index < 0) continue;
    const at = `/${list}/${index}`;
    const patch = [
      { op: 'test', path: at, value: { name: secretName } },
      { op: 'remove', path: at },
    ];
    // Entries are only ever appended, so the index is still valid.
    must(200, await kubernetes.admin.patch(path, jsonPatch, patch));
  }
}
