import { describe, expect, test } from '@jest/globals';
import { besideName } from '../../../shared/targets/argocd/besideName.ts';
import { argocdSchema } from '../../../shared/targets/argocd/schema.ts';
import { addressOf, sameUrl, wrongUrl } from '../../../shared/targets/argocd/url.ts';
import { dnsSubdomain } from '../../../shared/validation/names.ts';
import { helmRegistryOf, isHelmOci, normal } from '../../support/consumers/argocd.ts';

const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

describe('the URL by which Argo CD finds its credentials', () => {
  test.each([
    ['helm', host],
    ['helm', `${host}/charts/shop`],
    ['oci', `oci://${host}/charts/shop_2.x`],
    ['oci', 'oci://registry.example.com:5000/charts'],
    ['oci', 'oci://10.0.0.7:5000/charts'],
    ['helm', 'registry.example.com:5000/charts'],
  ] as const)('%s %s', (type, url) => {
    expect(wrongUrl(type, url)).toBeUndefined();
    // As Argo CD itself reads it.
    expect(normal(url)).toBe(url);
    expect(isHelmOci(url)).toBe(type === 'helm');
    expect(helmRegistryOf(url)).toBe(addressOf(url).split('/')[0]);
  });

  test.each([
    ['helm', `oci://${host}/charts`, /without oci:\/\//],
    ['helm', `https://${host}/charts`, /without https:\/\//],
    ['helm', '10.0.0.7:5000/charts', /port/],
    ['helm', `${host}:443/charts`, /port/],
    ['oci', `${host}/charts`, /oci:\/\//],
    ['oci', `OCI://${host}/charts`, /oci:\/\//],
    ['oci', `https://${host}/charts`, /oci:\/\//],
    ['oci', `oci://${host}/Charts`, /lower case/],
    ['helm', `${host}/`, /closing slash/],
    ['helm', `AWS:secret@${host}`, /no user/],
    ['helm', `${host}/charts?x=1`, /query/],
    ['helm', '', /a host/],
  ] as const)('not %s %s', (type, url, expected) => {
    expect(wrongUrl(type, url)).toMatch(expected);
  });

  test.each(['10.0.0.7:5000/charts', `${host}:443/charts`])('%s is what Argo CD cannot read', (url) => {
    expect([normal(url), isHelmOci(url)]).toEqual(['', false]);
  });

  test('two are equal without regard to case, spaces, and .git', () => {
    expect(sameUrl(`oci://${host}/a.git`, ` OCI://${host}/A `)).toBe(true);
    expect(sameUrl(`oci://${host}/a`, `oci://${host}/b`)).toBe(false);
  });
});

describe('the name of a secret that complements another', () => {
  test.each([
    ['charts', [], 'charts-exact'],
    ['charts', ['charts-exact'], 'charts-38edf99f-exact'],
    ['a'.repeat(253), [], /^a{238}-[0-9a-f]{8}-exact$/],
    // No part of a name may end in a hyphen or a dot.
    [`${'a'.repeat(237)}.${'b'.repeat(15)}`, [], /^a{237}-[0-9a-f]{8}-exact$/],
  ] as const)('%s beside %j', (name, taken, expected) => {
    const made = besideName(name, 'exact', taken);
    expect(made).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
    expect(dnsSubdomain.safeParse(made).success).toBe(true);
  });

  test('differs for any two that are too long', () => {
    const long = 'a'.repeat(252);
    expect(besideName(`${long}b`, 'exact', [])).not.toBe(besideName(`${long}c`, 'exact', []));
  });
});

describe('a target for Argo CD', () => {
  const repository = { secretName: 'a', as: 'repository', type: 'helm', url: `${host}/a` };
  const issues = (...repositories: object[]) =>
    argocdSchema
      .safeParse({ kind: 'argocd', repositories })
      .error?.issues.map(({ path, message }) => `${path.join('/')}: ${message}`);

  test('writes into openshift-gitops unless another namespace is given', () => {
    expect(argocdSchema.parse({ kind: 'argocd', repositories: [repository] }).namespaces).toEqual({
      include: ['openshift-gitops'],
    });
  });

  test.each([
    [
      'the same secret twice',
      [repository, { ...repository, url: `${host}/b` }],
      /1\/secretName: there is another/,
    ],
    ['the same URL twice', [repository, { ...repository, secretName: 'b' }], /1\/url: .*the same/],
    ['a template with a name', [{ ...repository, as: 'repo-creds', name: 'x' }], /0\/name: /],
    ['a template for one project', [{ ...repository, as: 'repo-creds', project: 'x' }], /0\/project: /],
    ['dependencies of a repository', [{ ...repository, dependencies: false }], /0\/dependencies: /],
    [
      'dependencies of OCI artifacts',
      [{ secretName: 'a', as: 'repo-creds', type: 'oci', url: `oci://${host}/a`, dependencies: true }],
      /0\/dependencies: /,
    ],
    ['no path of a repository', [{ ...repository, type: 'oci', url: `oci://${host}` }], /0\/url: .*path/],
    ['nothing', [], /repositories: /],
  ])('is refused with %s', (_, repositories, expected) => {
    expect(issues(...repositories)?.join('\n')).toMatch(expected);
  });

  test.each([
    ['as a repository and as a template', { as: 'repo-creds' }],
    ['for one project and for all others', { project: 'shop' }],
  ])('may have one URL %s', (_, other) => {
    expect(issues(repository, { ...repository, secretName: 'b', ...other })).toBeUndefined();
  });

  test('is refused with one template for two projects: Argo CD looks it up whatever the project', () => {
    const template = { ...repository, as: 'repo-creds' };
    const another = { ...template, secretName: 'b', project: 'shop' };
    expect(issues(template, another)?.join('\n')).toMatch(/1\/url: .*the same/);
  });
});
