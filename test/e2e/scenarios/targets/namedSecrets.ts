import { expect, test } from '@jest/globals';
import { emulatedRegion } from '../../../support/aws/ministack.ts';
import { loggedIn } from '../../../support/consumers/dockerSecret.ts';
import type { TargetsWorld } from '../../world/targetsWorld.ts';

export function namedSecretScenarios(world: () => TargetsWorld): void {
  test.each([
    ['a Tekton workspace, Kaniko', 'config.json', 'Opaque'],
    ['Flux, buildah, Tekton', undefined, 'kubernetes.io/dockerconfigjson'],
  ])(
    'a docker config for what mounts or names a secret itself (%s)',
    async (_, key, type) => {
      const { openshift, registry, serve } = world();
      const name = key === undefined ? 'named' : 'mounted';
      await openshift.addProject(name);
      const links = await openshift.links(name, 'default');
      const target = {
        kind: 'dockerconfigjson',
        secretName: 'registry-login',
        ...(key !== undefined && { key }),
        namespaces: { include: [name] },
      };
      expect((await serve(name, [target])).status.phase).toBe('Healthy');
      expect((await openshift.secret(name, 'registry-login'))?.type).toBe(type);
      const { [key ?? '.dockerconfigjson']: config } = (await openshift.values(name, 'registry-login')) ?? {};
      expect(await registry.push(config, `${name}/web:1`)).toMatchObject({ code: 0 });
      expect(await registry.pull(config, `${name}/web:1`)).toMatchObject({ code: 0 });
      expect(await openshift.links(name, 'default')).toEqual(links);
    },
    60_000,
  );

  test('user, password and host are written under keys of the user’s choice, and nothing else is', async () => {
    const { openshift, registry, password, ecrHost, serve, change } = world();
    await openshift.addProject('keyed');
    const target = {
      kind: 'keys',
      secretName: 'helm-login',
      registry: 'main',
      namespaces: { include: ['keyed'] },
    };
    const keys = { username: 'HELM_USER', password: 'helm.password', registry: 'HELM-HOST' };
    await serve('keyed', [{ ...target, keys }]);
    const values = await openshift.values('keyed', 'helm-login');
    expect(values).toEqual({
      HELM_USER: 'AWS',
      'helm.password': password,
      'HELM-HOST': ecrHost(emulatedRegion),
    });
    const login = loggedIn(registry.host, values?.['HELM_USER'] ?? '', values?.['helm.password'] ?? '');
    expect(await registry.push(login, 'keyed/web:1')).toMatchObject({ code: 0 });

    // A renamed key leaves nothing behind under its old name.
    await change('keyed', [{ ...target, keys: { password: 'token' } }]);
    expect(await openshift.values('keyed', 'helm-login')).toEqual({ token: password });
  }, 60_000);

  test.each([
    ['no key', {}],
    ['two values under one key', { username: 'login', password: 'login' }],
    ['a key that Kubernetes refuses', { password: 'a/b' }],
  ])('%s is refused at registration', async (_, keys) => {
    const { api, body } = world();
    const targets = [{ kind: 'keys', secretName: 'login', registry: 'main', keys }];
    const refused = await api.call('POST', '/clusters?dryRun=true', { body: body('wrong', targets) });
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('/targets/0/keys')]);
  });
}
