import { describe, expect, test } from '@jest/globals';
import type { Registry } from '../../../shared/registries/schema.ts';
import { declarationOf } from '../../../shared/targets/declarations.ts';
import { target } from '../../../shared/targets/schema.ts';

const secretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:pullpass-registry-x';
const registry = (name: string, host: string): Registry => ({ name, kind: 'static', host, secretArn });
const noticesOf = (given: object, registries: readonly Registry[], others: readonly object[] = []) => {
  const parsed = target.parse(given);
  const all = [...others.map((other) => target.parse(other)), parsed];
  return declarationOf(parsed).notices?.(parsed, registries, all) ?? [];
};

describe('of a docker config for any reader', () => {
  const config = { kind: 'dockerconfigjson', secretName: 'config' };

  test('with several paths on one host, say who would use any of them', () => {
    const registries = [registry('a', 'quay.io/a'), registry('b', 'quay.io/b'), registry('c', 'ghcr.io/c')];
    expect(noticesOf(config, registries)).toEqual([
      'The secret config has 2 entries of quay.io (quay.io/a, quay.io/b). docker, crane, Kaniko, Helm and Flux do not look at paths, and take any of them. Pods, builds, Buildah, Podman and Skopeo take the longest that fits.',
    ]);
  });

  test.each([
    ['one entry for each host', config, [registry('a', 'quay.io/a'), registry('b', 'quay.io:5000')]],
    [
      'those that it distinguishes',
      { ...config, registries: ['a'] },
      [registry('a', 'quay.io/a'), registry('b', 'quay.io')],
    ],
    ['a pull secret', { kind: 'imagePullSecret' }, [registry('a', 'quay.io/a'), registry('b', 'quay.io')]],
  ])('with %s, nothing', (_, given, registries) => {
    expect(noticesOf(given, registries)).toEqual([]);
  });
});

describe('of a target for Argo CD', () => {
  const template = (secretName: string, url: string) => ({
    secretName,
    as: 'repo-creds',
    type: 'helm',
    url,
    dependencies: false,
  });
  const argocd = (...repositories: object[]) => ({ kind: 'argocd', repositories });
  const registries = [registry('all', 'quay.io'), registry('team', 'quay.io/team')];

  test('with a template within another’s, say that dependencies use either', () => {
    expect(noticesOf(argocd(template('a', 'quay.io'), template('b', 'quay.io/team')), registries)).toEqual([
      expect.stringContaining('below quay.io/team, Argo CD takes the template b or a by chance'),
    ]);
  });

  describe('beside another target for Argo CD', () => {
    const team = argocd(template('b', 'quay.io/team'));
    const elsewhere = { namespaces: { include: ['argocd'] } };

    test('with a template within one of the other, say that dependencies use either', () => {
      const other = argocd(template('a', 'quay.io'));
      expect(noticesOf(team, registries, [other])).toEqual([
        'For the dependencies of a chart below quay.io/team, Argo CD takes the template b or a by chance: both fit.',
      ]);
      expect(noticesOf(other, registries, [team])).toEqual([]);
      expect(noticesOf(team, registries, [{ ...other, ...elsewhere }])).toEqual([]);
    });

    test('for the same URL with another registry, say that Argo CD uses either', () => {
      const two = [...registries, registry('other', 'quay.io/team')];
      const ofTeam = argocd({ ...template('b', 'quay.io/team'), registry: 'team' });
      const ofOther = { ...template('c', 'quay.io/team'), registry: 'other' };
      const says =
        'Argo CD takes the credential of b or c by chance for quay.io/team: both targets name it. Keep one.';
      expect(noticesOf(ofTeam, two, [argocd(ofOther)])).toEqual([says]);
      const own = { secretName: 'c', as: 'repository', type: 'helm', url: 'quay.io/team', registry: 'other' };
      expect(noticesOf(ofTeam, two, [argocd(own)])).toEqual([says]);
      expect(noticesOf(ofTeam, two, [argocd({ ...own, project: 'shop' })])).toEqual([]);
      expect(noticesOf(ofTeam, two, [{ ...argocd(ofOther), ...elsewhere }])).toEqual([]);
      expect(noticesOf(ofTeam, two, [argocd({ ...ofOther, registry: 'team' })])).toEqual([]);
    });
  });

  test('with a repository of a whole host, say that dependencies on other hosts get its token', () => {
    const whole = { secretName: 'a', as: 'repository', type: 'helm', url: 'quay.io' };
    expect(noticesOf(argocd(whole), registries)).toEqual([
      expect.stringContaining('"as": "repo-creds"'),
      expect.stringContaining('the credential of a too'),
    ]);
  });

  test('with secrets for dependencies, say that hosts with a shorter name get their token, and how to do without', () => {
    const ecr = (secretName: string) => ({
      ...template(secretName, '123456789012.dkr.ecr.eu-west-1.amazonaws.com'),
      dependencies: true,
    });
    const team = { ...template('b', 'quay.io/team'), dependencies: undefined };
    const main: Registry = { name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' };
    expect(noticesOf(argocd(ecr('a'), team), [main, ...registries])).toEqual([
      'To a chart that depends on a shorter host with which their URL begins (oci://123456789012.dk), Argo CD gives the credential of a-dependencies, b-dependencies too. Where no chart depends on a template’s URL itself, set its "dependencies": false.',
    ]);
  });

  test('with a repository of OCI artifacts, or a template of a part of a host, say so too', () => {
    const oci = (secretName: string, as: string, url: string) => ({ secretName, as, type: 'oci', url });
    const given = argocd(
      oci('a', 'repository', 'oci://quay.io/x'),
      oci('b', 'repo-creds', 'oci://quay.io/team'),
      oci('c', 'repo-creds', 'oci://quay.io'),
    );
    expect(noticesOf(given, registries)).toContain(
      'To a chart that depends on a shorter host with which their URL begins, Argo CD gives the credential of a, b-exact too. See docs/consumers/argocd.md, Limits.',
    );
  });

  test.each([
    ['beside another', [template('a', 'quay.io/team'), template('b', 'quay.io/team-b')]],
    ['within one of the same registry', [template('a', 'quay.io/a'), template('b', 'quay.io/a/b')]],
    [
      'of another type',
      [
        template('a', 'quay.io/team'),
        { secretName: 'b', as: 'repo-creds', type: 'oci', url: 'oci://quay.io' },
      ],
    ],
  ])('with a template %s, nothing', (_, repositories) => {
    expect(noticesOf(argocd(...repositories), registries)).toEqual([]);
  });
});

test('Jenkins’ own name for a credential is refused: it would never be updated', () => {
  const annotations = { 'jenkins.openshift.io/secret.name': 'ecr' };
  const { error } = target.safeParse({ kind: 'jenkins', registries: ['main'], annotations });
  expect(error?.issues).toMatchObject([
    {
      path: ['annotations', 'jenkins.openshift.io/secret.name'],
      message: expect.stringContaining('NAMESPACE-NAME'),
    },
  ]);
});
