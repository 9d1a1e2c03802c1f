import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, expect, test } from '@jest/globals';
import { annotationsOf } from '../../../../shared/targets/globalPullSecret/marks.ts';
import { emulatedRegion } from '../../../support/aws/ministack.ts';
import { authsIn, dockerConfigOf } from '../../../support/consumers/dockerSecret.ts';
import { secretsOf } from '../../../support/kubernetes-contract/context.ts';
import { addInfrastructure } from '../../../support/kubernetes-contract/infrastructure.ts';
import type { Cluster } from '../../world/api.ts';
import { must } from '../../world/kubernetes.ts';
import { base64, type Secret } from '../../world/openshift.ts';
import type { TargetsWorld } from '../../world/targetsWorld.ts';
import { until } from '../../world/until.ts';

const [namespace, secretName] = ['kube-system', 'additional-pull-secret'];
const path = `${secretsOf(namespace)}/${secretName}`;
const target = { kind: 'globalPullSecret' };
const hour = 3_600_000;

interface Answer {
  notices?: string[];
  preflight: { checks: { check: string; result: string; message: string; remedy?: string }[] };
}

/** The cluster that has the secret, one scenario after another. */
export function globalPullSecretScenarios(world: () => TargetsWorld): void {
  const stored = async (): Promise<Secret> => must(200, await world().openshift.admin.get(path)).json();
  const auths = async () => authsIn(await stored()) ?? {};
  const theirs = { 'quay.example.com': { auth: base64('theirs:own'), email: 'ann@example.com' } };
  const put = (config: object, annotations: Record<string, string> = {}) =>
    world().openshift.addSecret(namespace, secretName, {
      metadata: { name: secretName, annotations },
      type: 'kubernetes.io/dockerconfigjson',
      data: { '.dockerconfigjson': base64(JSON.stringify(config)) },
    });

  beforeAll(async () => {
    const { admin } = world().openshift;
    // A Kubernetes controller would make it; none runs here.
    const made = await admin.post('/api/v1/namespaces', { metadata: { name: namespace } });
    if (made.status !== 409) must(201, made);
  });

  test.each([
    ['no OpenShift', undefined, 'it is not OpenShift'],
    ['ROSA Classic', 'HighlyAvailable', 'On ROSA Classic the service owns'],
  ])(
    '%s is refused at registration and at every push, with the reason',
    async (_, topology, because) => {
      const { api, body, openshift } = world();
      if (topology !== undefined) await addInfrastructure(openshift.admin, topology);
      const registration = { body: body('classic', [target]) };
      const refused = await api.call('POST', '/clusters', registration);
      expect([refused.status, refused.text]).toEqual([422, expect.stringContaining(because)]);

      await api.expect(201, 'POST', '/clusters?preflight=false', registration);
      const { status } = await api.attempted('classic', undefined);
      expect(status).toMatchObject({ phase: 'Failing', error: { kind: 'conflict' } });
      expect(status.error?.message).toContain(because);
      expect(status.error?.remedy).toContain('imagePullSecret');
      expect(await openshift.secret(namespace, secretName)).toBeUndefined();
      await api.deregister('classic');
    },
    60_000,
  );

  test('on ROSA with hosted control planes the registration says what it does to the nodes', async () => {
    const { api, body, openshift } = world();
    await addInfrastructure(openshift.admin, 'External');
    const { notices, preflight } = await api.expect<Answer>(200, 'POST', '/clusters?dryRun=true', {
      body: body('hosted', [target]),
    });
    expect(notices).toContainEqual(expect.stringMatching(/restarts the kubelet.*5 hours/));
    const platform = preflight.checks.filter(({ check }) => check === 'platform');
    expect(platform).toMatchObject([{ result: 'passed' }]);
    expect(await openshift.secret(namespace, secretName)).toBeUndefined();

    const tooOften = body('hosted', [{ ...target, everyHours: 4 }]);
    const refused = await api.call('POST', '/clusters?dryRun=true', { body: tooOften });
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('at least 5')]);
  }, 60_000);

  test('our entries are merged with those of others, and then left as they are', async () => {
    const { api, openshift, registry, ecrHost, body } = world();
    await put({ auths: theirs, credHelpers: { 'gcr.io': 'gcloud' } });
    const answer = await api.expect<Answer>(201, 'POST', '/clusters', { body: body('hosted', [target]) });
    expect(answer.notices).toContainEqual(expect.stringMatching(/restarts the kubelet/));
    const { status } = await api.attempted('hosted', undefined);
    expect(status).toMatchObject({ phase: 'Healthy', namespaces: { ready: 1 } });

    const written = await stored();
    expect(await auths()).toMatchObject(theirs);
    expect(Object.keys(await auths()).sort()).toEqual(
      ['quay.example.com', registry.host, ecrHost(emulatedRegion)].sort(),
    );
    const text = (await openshift.values(namespace, secretName))?.['.dockerconfigjson'] ?? '';
    expect(JSON.parse(text)).toMatchObject({ credHelpers: { 'gcr.io': 'gcloud' } });
    expect(await registry.pull(text)).toMatchObject({ code: 0 });

    for (let round = 0; round < 2; round += 1)
      expect((await api.refresh('hosted')).status).toMatchObject({ phase: 'Healthy' });
    expect((await stored()).metadata.resourceVersion).toBe(written.metadata.resourceVersion);
  }, 60_000);

  test('what others change is noticed, and not overwritten before five hours have passed', async () => {
    const { api, openshift, registry } = world();
    const { [registry.host]: _, ...without } = await auths();
    const data = { '.dockerconfigjson': base64(dockerConfigOf(without)) };
    await openshift.patchSecret(namespace, secretName, { data });
    const changed = await stored();
    const { status } = await api.refresh('hosted');
    expect(status.error).toMatchObject({ kind: 'conflict' });
    const at = / after (\S+Z)/.exec(status.error?.message ?? '')?.[1] ?? '';
    expect((Date.parse(at) - Date.now()) / hour).toBeGreaterThan(4.9);
    expect((Date.parse(at) - Date.now()) / hour).toBeLessThanOrEqual(5);
    expect(status.error?.remedy).toContain('--show-managed-fields');
    expect((await stored()).metadata.resourceVersion).toBe(changed.metadata.resourceVersion);
  }, 60_000);

  test('five hours after the last write they are restored, and the trail says so', async () => {
    const { api, openshift, registry } = world();
    // As if it had been written six hours ago, and changed since.
    const entries = new Map([[registry.host, base64('AWS:of-this-morning')]]);
    const marks = {
      cluster: 'hosted',
      writtenAt: Date.now() - 6 * hour,
      ends: Date.now() + 6 * hour,
      hosts: [registry.host],
      created: false,
    };
    await openshift.deleteSecret(namespace, secretName);
    await put({ auths: theirs }, annotationsOf(marks, entries));
    expect((await api.refresh('hosted')).status).toMatchObject({ phase: 'Healthy' });
    expect(await auths()).toMatchObject(theirs);
    expect(await registry.pull(dockerConfigOf(await auths()))).toMatchObject({ code: 0 });
    const repaired = (await api.events('hosted')).filter(({ type }) => type === 'repaired');
    expect(repaired[0]?.message).toContain(`${namespace}/${secretName} (was changed by others)`);
  }, 60_000);

  test('a deleted secret is made again at once, because the nodes have nothing then', async () => {
    const { api, openshift, registry } = world();
    await openshift.deleteSecret(namespace, secretName);
    expect((await api.refresh('hosted')).status).toMatchObject({ phase: 'Healthy' });
    expect(await registry.pull(dockerConfigOf(await auths()))).toMatchObject({ code: 0 });
  }, 60_000);

  test('while others edit it, nothing of theirs is lost, at a registration and at a deregistration', async () => {
    const { api, openshift, registry, asked, serve } = world();
    await api.deregister('hosted');
    expect(await openshift.secret(namespace, secretName)).toBeUndefined();
    await put({ auths: theirs });
    const conflicts = async () =>
      (await asked()).filter(
        ({ verb, objectRef, responseStatus }) =>
          verb === 'patch' && objectRef?.name === secretName && responseStatus?.code === 409,
      ).length;

    const added: string[] = [];
    let writing = true;
    // Milliseconds, in which PullPass can write.
    let gap = 10;
    const write = async () => {
      while (writing) {
        added.push(await addEntry(world(), `host-${added.length}.example.com`));
        await delay(gap);
      }
    };
    const writer = write();
    // On a busy machine, others may come first at every attempt.
    const makeRoom = (status: unknown, phase: string) => {
      expect(status).toMatchObject({ phase, error: { kind: 'conflict' } });
      gap *= 2;
    };
    const deregister = async (name: string) => {
      let { status } = await api.read(name);
      for (;;) {
        const since = status.lastAttemptAt ?? '';
        await api.expect(202, 'DELETE', `/clusters/${name}`);
        const tried = await until(
          `${name} to be gone, or to fail again`,
          () => api.call('GET', `/clusters/${name}`),
          (answer) =>
            answer.status === 404 || ((answer.json() as Cluster).status.lastAttemptAt ?? '') > since,
        );
        if (tried.status === 404) return;
        ({ status } = tried.json() as Cluster);
        makeRoom(status, 'Deregistering');
      }
    };
    try {
      for (let round = 0; round < 20; round += 1) {
        let { status } = await serve(`edited-${round}`, [target]);
        while (status.phase !== 'Healthy') {
          makeRoom(status, 'Failing');
          ({ status } = await api.refresh(`edited-${round}`));
        }
        expect(Object.keys(await auths())).toContain(registry.host);
        await deregister(`edited-${round}`);
        expect(Object.keys(await auths())).not.toContain(registry.host);
        if ((await conflicts()) > 0) break;
      }
    } finally {
      writing = false;
      await writer;
    }
    expect(await conflicts()).toBeGreaterThan(0);
    expect(Object.keys(await auths()).sort()).toEqual(['quay.example.com', ...added].sort());
    expect(await auths()).toMatchObject(theirs);
  }, 120_000);
}

/** Another writer's read-modify-write, at the version that it read; repeated if somebody else wrote meanwhile. */
async function addEntry({ openshift }: TargetsWorld, host: string): Promise<string> {
  for (;;) {
    const secret = must(200, await openshift.admin.get(path)).json<Secret>();
    const config = JSON.parse(Buffer.from(secret.data?.['.dockerconfigjson'] ?? '', 'base64').toString());
    const auths = { ...config.auths, [host]: { auth: base64(`them:${host}`) } };
    const data = { '.dockerconfigjson': base64(JSON.stringify({ ...config, auths })) };
    const answer = await openshift.admin.put(path, { ...secret, data });
    if (answer.status !== 409) {
      must(200, answer);
      return host;
    }
  }
}
