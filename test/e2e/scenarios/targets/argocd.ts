import { expect, test } from '@jest/globals';
import { emulatedRegion } from '../../../support/aws/ministack.ts';
import { helmRegistryOf, isHelmOci, repositoryFor } from '../../../support/consumers/argocd.ts';
import { loggedIn } from '../../../support/consumers/dockerSecret.ts';
import { judge } from '../../../support/consumers/judge.ts';
import type { Secret } from '../../world/openshift.ts';
import type { TargetsWorld } from '../../world/targetsWorld.ts';

export function argocdScenarios(world: () => TargetsWorld): void {
  const label = 'argocd.argoproj.io/secret-type';
  /** As Argo CD lists them, in its own namespace. */
  const inArgo = async (): Promise<Secret[]> => world().openshift.labelled('openshift-gitops', label);

  test('finds its credentials for charts and for native OCI, by repository and by template', async () => {
    const { openshift, registry, password, ecrHost, serve } = world();
    await openshift.addProject('openshift-gitops');
    const charts = ecrHost(emulatedRegion);
    const native = `oci://${registry.host}`;
    const served = await serve('argocd', [
      {
        kind: 'argocd',
        repositories: [
          { secretName: 'charts', as: 'repo-creds', type: 'helm', url: charts },
          { secretName: 'shop-chart', as: 'repository', type: 'helm', url: `${charts}/charts/shop` },
          { secretName: 'artifacts', as: 'repo-creds', type: 'oci', url: native },
          {
            secretName: 'shop',
            as: 'repository',
            type: 'oci',
            url: `${native}/payments`,
            name: 'the-shop',
            project: 'shop',
          },
        ],
      },
    ]);
    expect(served.status).toMatchObject({ phase: 'Healthy', namespaces: { ready: 1 } });

    const secrets = await inArgo();
    expect(secrets.map(({ metadata: { name }, type }) => [name, type])).toEqual(
      ['artifacts', 'charts', 'charts-dependencies', 'charts-exact', 'shop', 'shop-chart'].map((name) => [
        name,
        'Opaque',
      ]),
    );
    const token = { username: 'AWS', password };

    // Charts of any repository of the account, also in upper case, as an Application may write it.
    for (const url of [`${charts}/charts/other`, `${charts}/Charts/Other`]) {
      expect(repositoryFor(secrets, url)).toMatchObject({ secret: 'charts', type: 'helm', ...token });
      expect([isHelmOci(url), helmRegistryOf(url)]).toEqual([true, charts]);
    }
    const chart = repositoryFor(secrets, `${charts}/charts/shop`);
    expect(chart).toMatchObject({ secret: 'shop-chart', type: 'helm', enableOCI: true, ...token });
    expect(chart).toMatchObject({ name: 'shop-chart', project: '' });

    expect(repositoryFor(secrets, charts)).toMatchObject({ secret: 'charts-exact', type: 'helm', ...token });
    for (const lookAlike of [`${charts}.evil.example/charts`, `${native}1/other`, `${native}.evil.example/a`])
      expect(repositoryFor(secrets, lookAlike)).toEqual({});

    expect(repositoryFor(secrets, `${native}/other`)).toMatchObject({ secret: 'artifacts', ...token });
    const artifact = repositoryFor(secrets, `${native}/payments`, 'shop');
    expect(artifact).toMatchObject({ secret: 'shop', type: 'oci', enableOCI: false, ...token });
    expect(artifact).toMatchObject({ name: 'the-shop', project: 'shop' });
    // Another project gets the template, not the repository of this one.
    expect(repositoryFor(secrets, `${native}/payments`, 'other').secret).toBe('artifacts');
    expect(repositoryFor(secrets, 'oci://quay.io/payments')).toEqual({});

    // Argo CD's own code finds the same.
    const questions = [
      charts,
      `${charts}/charts/shop`,
      `${charts}.evil.example/charts`,
      `${native}/other`,
    ].map((repoURL) => ({ repoURL }));
    const found = await judge('argocd', { secrets, questions });
    expect(found).toMatchObject([
      [{ ...token, type: 'helm' }],
      [{ ...token, type: 'helm' }],
      [{ username: '', password: '' }],
      [{ ...token, type: 'oci' }],
    ]);

    const login = loggedIn(registry.host, artifact.username ?? '', artifact.password ?? '');
    expect(await registry.pull(login)).toMatchObject({ code: 0 });
  }, 60_000);

  test('a repository that is removed from the target is gone from Argo CD, and the others stay', async () => {
    const { registry, change } = world();
    const kept = { secretName: 'artifacts', as: 'repo-creds', type: 'oci', url: `oci://${registry.host}` };
    await change('argocd', [{ kind: 'argocd', repositories: [kept] }]);
    expect((await inArgo()).map(({ metadata }) => metadata.name)).toEqual(['artifacts']);
  }, 60_000);

  test.each([
    ['charts with oci:// before the host', { type: 'helm', url: 'oci://HOST/charts' }, /without oci:/],
    ['charts with https:// before the host', { type: 'helm', url: 'https://HOST' }, /without https:/],
    ['OCI without oci://', { type: 'oci', url: 'HOST/payments' }, /wants oci:/],
    ['a tag in the URL', { type: 'oci', url: 'oci://HOST/payments:1' }, /a host and a path/],
    ['a user in the URL', { type: 'oci', url: 'oci://AWS@HOST/payments' }, /no user/],
    ['a closing slash', { type: 'helm', url: 'HOST/charts/' }, /closing slash/],
    ['a host that no registry serves', { type: 'oci', url: 'oci://quay.io/payments' }, /no registry/],
    ['a registry that there is not', { type: 'helm', url: 'HOST', registry: 'quay' }, /no registry named/],
    ['type git', { type: 'git', url: 'HOST' }, /helm/],
    ['a template with a name', { as: 'repo-creds', type: 'helm', url: 'HOST', name: 'x' }, /gives names/],
  ])('%s is refused at registration, and its place is named', async (_, wrong, expected) => {
    const { api, body, ecrHost } = world();
    const repository = { secretName: 'wrong', as: 'repository', ...wrong };
    const url = repository.url.replace('HOST', ecrHost(emulatedRegion));
    const targets = [{ kind: 'argocd', repositories: [{ ...repository, url }] }];
    const refused = await api.call('POST', '/clusters?dryRun=true', { body: body('wrong', targets) });
    expect([refused.status, refused.text]).toEqual([422, expect.stringMatching(expected)]);
    expect(refused.text).toContain('/targets/0/repositories/0/');
  });
}
