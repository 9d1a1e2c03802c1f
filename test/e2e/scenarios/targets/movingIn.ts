import { expect, test } from '@jest/globals';
import { collectGarbage } from '../../../support/oldWriters/garbage.ts';
import { type OldWriter, oldWriters } from '../../../support/oldWriters/oldWriters.ts';
import { must } from '../../world/kubernetes.ts';
import type { TargetsWorld } from '../../world/targetsWorld.ts';
import { until } from '../../world/until.ts';

const secretName = 'ecr-credentials';

/** The commands in docs/moving-in that end the old writer and make it release its secret. */
const ending: Readonly<Record<keyof typeof oldWriters, (namespace: string) => string[]>> = {
  ecrSecretOperator: (namespace) => [
    `delete secrets.ecr.mobb.redhat.com ${secretName} -n ${namespace} --cascade=orphan --wait=false`,
  ],
  cronJob: (namespace) => [
    `patch cronjob ${secretName} -n ${namespace} -p {"spec":{"suspend":true}}`,
    `delete cronjob ${secretName} -n ${namespace} --cascade=orphan --wait=false`,
  ],
  externalSecrets: (namespace) => [
    `delete externalsecret ${secretName} -n ${namespace} --cascade=orphan --wait=false`,
  ],
};

const target = (namespace: string, fields: object = {}) => ({
  kind: 'imagePullSecret',
  namespaces: { include: [namespace] },
  serviceAccounts: ['default'],
  ...fields,
});

export function movingInScenarios(world: () => TargetsWorld): void {
  const admin = () => world().openshift.admin;
  const run = (line: string) => world().plane.kubectl(line.split(' '));
  /** What a pod in the namespace pulls with, and whether the registry accepts it. */
  const pulls = async (namespace: string) => {
    const config = (await world().openshift.values(namespace, secretName))?.['.dockerconfigjson'];
    return (await world().registry.pull(config, world().registry.image)).code;
  };
  const collect = (writer: OldWriter, namespace: string) =>
    collectGarbage(admin(), namespace, [writer.source.path(namespace)]);

  /** A namespace in which the old writer keeps a secret that pods pull with, linked by `oc secrets link`. */
  async function keptBy(writer: OldWriter, namespace: string): Promise<() => Promise<void>> {
    const { openshift, registry, password } = world();
    if (writer.crd !== undefined)
      await admin().post('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', writer.crd);
    await openshift.addProject(namespace);
    const path = writer.source.path(namespace);
    const source = await until(
      `the API server to serve ${path}`,
      () => admin().post(path, writer.source.object(secretName)),
      ({ status }) => status === 201,
    );
    const { metadata } = source.json<{ metadata: { uid: string } }>();
    const auth = Buffer.from(`AWS:${password}`).toString('base64');
    const config = JSON.stringify({ auths: { [registry.host]: { username: 'AWS', password, auth } } });
    const write = () => writer.write(admin(), { namespace, secret: secretName }, config, metadata.uid);
    await write();
    for (const list of ['imagePullSecrets', 'secrets'])
      must(
        200,
        await admin().patch(
          `/api/v1/namespaces/${namespace}/serviceaccounts/default`,
          'application/json-patch+json',
          [{ op: 'add', path: `/${list}/-`, value: { name: secretName } }],
        ),
      );
    return write;
  }

  test.each(Object.keys(oldWriters) as (keyof typeof oldWriters)[])(
    'from %s: in the order on its page, pods can pull at every moment',
    async (key) => {
      const { api, body, openshift, serve, change } = world();
      const writer = oldWriters[key];
      const namespace = `from-${key.toLowerCase()}`;
      const write = await keptBy(writer, namespace);
      const before = await openshift.secret(namespace, secretName);
      expect(await pulls(namespace)).toBe(0);

      // Without adopt, PullPass leaves it alone, and says whose it is.
      const refused = await api.call('POST', '/clusters', { body: body(namespace, [target(namespace)]) });
      expect(refused.text).toContain(`${namespace}/${secretName} belongs to somebody else`);
      expect(await openshift.secret(namespace, secretName)).toEqual(before);
      expect(await collect(writer, namespace)).toEqual([]);

      for (const line of ending[key](namespace)) {
        await run(line);
        expect(await collect(writer, namespace)).toEqual([]);
        expect(await pulls(namespace)).toBe(0);
      }
      const orphan = await openshift.secret(namespace, secretName);
      expect(orphan?.metadata).toMatchObject({ uid: before?.metadata.uid });
      expect(orphan?.metadata).not.toHaveProperty('ownerReferences');

      const adopted = await serve(namespace, [target(namespace, { adopt: true })]);
      expect(adopted.status).toMatchObject({ phase: 'Healthy', namespaces: { ready: 1 } });
      const after = await openshift.secret(namespace, secretName);
      expect(after?.metadata).toMatchObject({
        uid: before?.metadata.uid,
        annotations: { 'pullpass.io/cluster': namespace },
      });
      expect(after?.data).not.toEqual(before?.data);
      expect(await collect(writer, namespace)).toEqual([]);
      expect(await pulls(namespace)).toBe(0);
      const { imagePullSecrets } = await openshift.links(namespace, 'default');
      expect(imagePullSecrets.filter((name) => name === secretName)).toHaveLength(1);

      // It is now PullPass's own, even without adopt; what the old writer may still change is restored.
      expect((await change(namespace, [target(namespace)])).status.phase).toBe('Healthy');
      await write();
      const healed = await api.refresh(namespace);
      expect(healed.status.phase).toMatch(/Healthy|Degraded|Failing/);
      expect(await pulls(namespace)).toBe(0);
    },
    120_000,
  );

  test('what a controller still owns is not taken over, and the remedy in the refusal releases it', async () => {
    const { api, body, openshift, serve } = world();
    const writer = oldWriters.externalSecrets;
    const namespace = 'still-owned';
    await keptBy(writer, namespace);
    const adopting = [target(namespace, { adopt: true })];
    const refused = await api.call('POST', '/clusters', { body: body(namespace, adopting) });
    expect(refused.status).toBe(422);
    const { checks } = JSON.parse(refused.text) as {
      checks: { message: string; remedy?: string }[];
    };
    const remedy = checks.find(({ message }) => message.includes('is owned by ExternalSecret'))?.remedy ?? '';
    const [, line = ''] = /kubectl (delete .+?--cascade=orphan)/.exec(remedy) ?? [];
    await run(`${line} --wait=false`);
    expect(await collect(writer, namespace)).toEqual([]);
    expect((await serve(namespace, adopting)).status.phase).toBe('Healthy');
    expect((await openshift.secret(namespace, secretName))?.metadata).not.toHaveProperty('ownerReferences');
    expect(await pulls(namespace)).toBe(0);
  }, 120_000);

  test('why: the garbage collector removes the secret with its owner', async () => {
    const { openshift } = world();
    const writer = oldWriters.externalSecrets;
    const namespace = 'wrong-order';
    await keptBy(writer, namespace);
    await run(`delete externalsecret ${secretName} -n ${namespace}`);
    expect(await collect(writer, namespace)).toEqual([secretName]);
    expect(await openshift.secret(namespace, secretName)).toBeUndefined();
  }, 120_000);
}
