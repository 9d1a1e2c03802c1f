import { expect, test } from '@jest/globals';
import { configOfBuild, listOfBuilds, secretOfBuild } from '../../../support/consumers/openshiftBuild.ts';
import { configOfTask } from '../../../support/consumers/tektonTask.ts';
import { accountsOf } from '../../../support/kubernetes-contract/context.ts';
import { must } from '../../world/kubernetes.ts';
import { dockercfgOf, internalRegistry, type Release, type ServiceAccount } from '../../world/openshift.ts';
import type { TargetsWorld } from '../../world/targetsWorld.ts';

const secretName = 'ecr-credentials';

export function imagePullSecretScenarios(world: () => TargetsWorld): void {
  test.each(['4.15', '4.16'] satisfies Release[])(
    'a build on OpenShift %s pushes and pulls with its service account’s credentials',
    async (release) => {
      const { openshift, registry, serve } = world();
      const project = `builds-${release.replace('.', '-')}`;
      await openshift.addProject(project, { release });
      const before = await openshift.links(project, 'builder');
      const platforms = await openshift.secret(project, dockercfgOf('builder'));
      const listed = () => openshift.listed(project, 'builder', listOfBuilds[release]);
      const image = `${registry.host}/${project}/web:1`;
      const push = async () => registry.push(configOfBuild(await listed(), image), `${project}/web:1`);
      expect(await push()).toMatchObject({ code: 1, stderr: expect.stringMatching(/unauthorized|required/) });

      const target = {
        kind: 'imagePullSecret',
        namespaces: { include: [project] },
        serviceAccounts: ['builder', 'default'],
      };
      expect((await serve(project, [target])).status.phase).toBe('Healthy');
      expect(await push()).toMatchObject({ code: 0 });
      expect(await registry.pull(configOfBuild(await listed(), image), `${project}/web:1`)).toMatchObject({
        code: 0,
      });

      // The platform's entries come first, and builds from the internal registry keep using them.
      expect(await openshift.links(project, 'builder')).toEqual({
        secrets: [...before.secrets, secretName],
        imagePullSecrets: [...before.imagePullSecrets, secretName],
      });
      expect(await openshift.secret(project, dockercfgOf('builder'))).toEqual(platforms);
      const ofPlatform = secretOfBuild(await listed(), `${internalRegistry}/${project}/web:1`);
      expect(ofPlatform?.metadata.name).toBe(dockercfgOf('builder'));
    },
    60_000,
  );

  test('a task of OpenShift Pipelines pushes, and the images of its steps are pulled', async () => {
    const { openshift, registry, serve } = world();
    await openshift.addProject('tasks', { accounts: ['default', 'pipeline'] });
    const target = {
      kind: 'imagePullSecret',
      namespaces: { include: ['tasks'] },
      serviceAccounts: ['pipeline'],
    };
    await serve('tasks', [target]);
    const inHome = configOfTask(await openshift.listed('tasks', 'pipeline', 'secrets'));
    expect(await registry.push(inHome, 'tasks/web:1')).toMatchObject({ code: 0 });
    // The kubelet uses all entries of the pod's pull secrets.
    const ofPod = configOfTask(await openshift.listed('tasks', 'pipeline', 'imagePullSecrets'));
    expect(await registry.pull(ofPod, 'tasks/web:1')).toMatchObject({ code: 0 });
    expect(Object.keys(JSON.parse(inHome).auths)).toContain(internalRegistry);
    expect(await openshift.links('tasks', 'default')).toEqual({
      secrets: [dockercfgOf('default')],
      imagePullSecrets: [dockercfgOf('default')],
    });
  }, 60_000);

  test('the platform may replace its entry at any moment, and neither it nor ours is lost', async () => {
    const { api, openshift, asked, serve } = world();
    await openshift.addProject('rotating', { accounts: ['builder'] });
    const refusals = async () =>
      (await asked()).filter(
        ({ verb, objectRef, responseStatus }) =>
          verb === 'patch' &&
          objectRef?.namespace === 'rotating' &&
          [409, 422].includes(responseStatus?.code ?? 0),
      ).length;

    let latest = dockercfgOf('builder');
    let rotating = true;
    const rotate = async () => {
      for (let round = 0; rotating; round += 1) latest = await rotateDockercfg(world(), latest, round);
    };
    const platform = rotate();
    try {
      const target = {
        kind: 'imagePullSecret',
        namespaces: { include: ['rotating'] },
        serviceAccounts: ['builder'],
      };
      await serve('rotating', [target]);
      // Until the two have met: nobody can say who comes between a read and its write.
      for (let round = 0; (await refusals()) === 0 && round < 20; round += 1) {
        await unlink(world());
        await api.refresh('rotating');
      }
    } finally {
      rotating = false;
      await platform;
    }
    expect(await refusals()).toBeGreaterThan(0);
    let { status } = await api.refresh('rotating');
    if (status.phase !== 'Healthy') ({ status } = await api.refresh('rotating'));
    expect(status.phase).toBe('Healthy');
    const both = [latest, secretName];
    expect(await openshift.links('rotating', 'builder')).toEqual({ secrets: both, imagePullSecrets: both });
  }, 120_000);

  test('a service account that comes later is linked then, and a missing optional one is not reported', async () => {
    const { api, openshift, serve } = world();
    await openshift.addProject('later', { accounts: ['default'] });
    const optional = { name: 'pipeline', optional: true };
    const target = {
      kind: 'imagePullSecret',
      namespaces: { include: ['later'] },
      serviceAccounts: ['default', optional],
    };
    expect((await serve('later', [target])).status).toMatchObject({ phase: 'Healthy' });

    await openshift.addAccount('later', 'pipeline');
    expect((await api.refresh('later')).status.phase).toBe('Healthy');
    const both = [dockercfgOf('pipeline'), secretName];
    expect(await openshift.links('later', 'pipeline')).toEqual({ secrets: both, imagePullSecrets: both });
  }, 60_000);

  test('a required service account that is missing is named, and linked once it exists', async () => {
    const { api, openshift, body, registry } = world();
    await openshift.addProject('too-early', { accounts: [] });
    const target = {
      kind: 'imagePullSecret',
      namespaces: { include: ['too-early'] },
      serviceAccounts: ['builder'],
    };
    const registration = { body: body('too-early', [target]) };
    const refused = await api.call('POST', '/clusters', registration);
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('service account builder')]);

    await api.expect(201, 'POST', '/clusters?preflight=false', registration);
    const { status } = await api.attempted('too-early', undefined);
    expect(status).toMatchObject({ phase: 'Failing', error: { kind: 'not-found' } });
    expect(status.error?.message).toContain('builder');
    // Pods that name the secret themselves can already pull.
    const [secret] = [await openshift.values('too-early', secretName)];
    expect(await registry.pull(secret?.['.dockerconfigjson'])).toMatchObject({ code: 0 });

    await openshift.addAccount('too-early', 'builder');
    expect((await api.refresh('too-early')).status.phase).toBe('Healthy');
    expect((await openshift.links('too-early', 'builder')).secrets).toContain(secretName);
  }, 60_000);

  test('the secret has the user’s labels and annotations, and loses them with the target’s', async () => {
    const { openshift, serve, change } = world();
    await openshift.addProject('marked');
    const target = { kind: 'imagePullSecret', namespaces: { include: ['marked'] } };
    await serve('marked', [
      {
        ...target,
        labels: { team: 'platform' },
        annotations: { 'example.com/owner': 'ann' },
        excludeFromImageStreams: true,
      },
    ]);
    const metadata = async () => (await openshift.secret('marked', secretName))?.metadata;
    expect(await metadata()).toMatchObject({
      labels: { team: 'platform', 'app.kubernetes.io/managed-by': 'pullpass' },
      annotations: {
        'example.com/owner': 'ann',
        'openshift.io/image.excludeSecret': 'true',
        'pullpass.io/cluster': 'marked',
      },
    });

    await openshift.patchSecret('marked', secretName, { metadata: { labels: { theirs: 'yes' } } });
    await change('marked', [target]);
    const after = await metadata();
    expect(after?.labels).toEqual({ theirs: 'yes', 'app.kubernetes.io/managed-by': 'pullpass' });
    expect(Object.keys(after?.annotations ?? {}).sort()).toEqual([
      'pullpass.io/cluster',
      'pullpass.io/contents',
      'pullpass.io/valid-until',
    ]);
  }, 60_000);
}

/** What OpenShift's controller does: replaces the old secret by a new one, with a PUT of what it read. */
async function rotateDockercfg({ openshift }: TargetsWorld, old: string, round: number): Promise<string> {
  const next = `builder-dockercfg-r${round}`;
  const replaced = (list: { name: string }[] = []) =>
    list.map((entry) => (entry.name === old ? { name: next } : entry));
  for (;;) {
    const account: ServiceAccount = await openshift.account('rotating', 'builder');
    const { secrets, imagePullSecrets } = account;
    const changed = {
      ...account,
      secrets: replaced(secrets),
      imagePullSecrets: replaced(imagePullSecrets),
    };
    const answer = await openshift.admin.put(`${accountsOf('rotating')}/builder`, changed);
    if (answer.status !== 409) {
      must(200, answer);
      return next;
    }
  }
}

/** Removes our entry while another writer rotates. */
async function unlink({ openshift }: TargetsWorld): Promise<void> {
  const without = (list: { name: string }[] = []) => list.filter(({ name }) => name !== secretName);
  for (;;) {
    const account = await openshift.account('rotating', 'builder');
    const changed = {
      ...account,
      secrets: without(account.secrets),
      imagePullSecrets: without(account.imagePullSecrets),
    };
    const answer = await openshift.admin.put(`${accountsOf('rotating')}/builder`, changed);
    if (answer.status !== 409) return void must(200, answer);
  }
}
