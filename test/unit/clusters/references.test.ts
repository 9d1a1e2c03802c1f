import { describe, expect, test } from '@jest/globals';
import { clusterSpec } from '../../../shared/clusters/spec.ts';

const ecr = (name: string, region: string, fields: object = {}) => ({
  name,
  kind: 'ecr',
  accountId: '123456789012',
  region,
  ...fields,
});
const pull = (fields: object = {}) => ({ kind: 'imagePullSecret', ...fields });
const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

function refusals(targets: object[], registries: object[] = [ecr('main', 'eu-west-1')]): string {
  const { error } = clusterSpec.safeParse({ name: 'prod', registries, targets });
  return (error?.issues ?? []).map(({ path, message }) => `/${path.join('/')} ${message}`).join('\n');
}

describe('registries that targets name', () => {
  const repository = { secretName: 'a', as: 'repo-creds', type: 'helm', url: host };
  const two = [ecr('pull', 'eu-west-1'), ecr('push', 'eu-west-1')];
  test.each([
    [
      'in a list',
      pull({ registries: ['nope'] }),
      /^\/targets\/0\/registries\/0 there is no registry named "nope"/,
    ],
    [
      'by one name',
      { kind: 'keys', secretName: 'a', registry: 'nope', keys: { password: 'p' } },
      /^\/targets\/0\/registry there is no registry/,
    ],
    [
      'for one repository',
      { kind: 'argocd', repositories: [{ ...repository, registry: 'nope' }] },
      /repositories\/0\/registry there is no registry/,
    ],
    [
      'by a host that no registry serves',
      { kind: 'argocd', repositories: [{ ...repository, url: 'quay.io/x' }] },
      /repositories\/0\/url no registry of this cluster serves quay\.io\/x$/,
    ],
  ])('%s must exist', (_, target, expected) => {
    expect(refusals([target])).toMatch(expected);
  });

  test('by a host must be distinguishable', () => {
    const argocd = (fields: object = {}) => ({
      kind: 'argocd',
      repositories: [{ ...repository, ...fields }],
    });
    expect(refusals([argocd()], two)).toMatch(/registries pull, push all serve .* say which by "registry"/);
    expect(refusals([argocd({ registry: 'pull' })], two)).toBe('');
  });

  test('by a path are distinguished as by clients: the longest match is meant', () => {
    const robot = (name: string, host: string) => ({
      name,
      kind: 'static',
      host,
      secretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:pullpass-registry-quay',
    });
    const argocd = (url: string, registry?: string) => ({
      kind: 'argocd',
      repositories: [{ ...repository, url, registry }],
    });
    const team = robot('team', 'quay.io/team');
    const both = [robot('all', 'quay.io'), team];
    expect(refusals([argocd('quay.io/team')], [team])).toBe('');
    expect(refusals([argocd('quay.io/team/charts')], both)).toBe('');
    expect(refusals([argocd('quay.io/other')], both)).toBe('');
    expect(refusals([argocd('quay.io/team/charts', 'all')], both)).toBe('');
    expect(refusals([argocd('quay.io/teams')], [team])).toMatch(
      /no registry of this cluster serves quay\.io\/teams$/,
    );
    expect(refusals([argocd('quay.io')], [team])).toMatch(/no registry of this cluster serves quay\.io$/);
    const two = [team, robot('other', 'quay.io/team')];
    expect(refusals([argocd('quay.io/team/x')], two)).toMatch(
      /registries team, other all serve quay\.io\/team\/x: say/,
    );
  });

  test('must not share a host in one docker config', () => {
    expect(refusals([pull()], two)).toMatch(/two registries of the secret "ecr-credentials" serve the host/);
    expect(refusals([pull({ registries: ['pull'] })], two)).toBe('');
    expect(refusals([{ kind: 'jenkins', registries: ['pull', 'push'] }], two)).toBe('');
  });

  test('must fit into a secret together', () => {
    const hosts = (of: number) => Array.from({ length: 10 }, (_, index) => `r${of}-${index}.example.com`);
    const many = Array.from({ length: 25 }, (_, index) =>
      ecr(`r${index}`, 'eu-west-1', { accountId: String(100000000000 + index), hosts: hosts(index) }),
    );
    expect(refusals([pull()], many)).toMatch(/275 hosts go into the secret/);
  });
});

describe('targets that write one secret', () => {
  test.each([
    ['both everywhere', pull(), pull(), 'default'],
    [
      'a name and a glob',
      pull({ namespaces: { include: ['team-a'] } }),
      pull({ namespaces: { include: ['team-*'] } }),
      'team-a',
    ],
    [
      'of two kinds',
      pull({ namespaces: { include: ['team-a'] } }),
      { kind: 'dockerconfigjson', secretName: 'ecr-credentials', namespaces: { include: ['team-a'] } },
      'team-a',
    ],
    [
      'of one name among many',
      pull({ secretName: 'jenkins-main', namespaces: { include: ['ci'] } }),
      { kind: 'jenkins', secretName: 'jenkins', registries: ['main'], namespaces: { include: ['ci'] } },
      'ci',
    ],
  ])('are refused: %s', (_, first, second, namespace) => {
    expect(refusals([first, second])).toMatch(
      new RegExp(`^/targets/1 writes the secret ".*" in namespace ${namespace}, as /targets/0 does$`),
    );
  });

  test.each([
    ['other names', pull({ secretName: 'a' }), pull({ secretName: 'b' })],
    ['other namespaces', pull({ namespaces: { include: ['a'] } }), pull({ namespaces: { include: ['b'] } })],
    [
      'an exclusion',
      pull({ namespaces: { exclude: ['a', 'default'] } }),
      pull({ namespaces: { include: ['a'] } }),
    ],
    // Only the cluster shows whether these overlap.
    ['labels', pull({ namespaces: { labelSelector: 'a=b' } }), pull({ namespaces: { include: ['a'] } })],
    ['globs', pull({ namespaces: { include: ['a*'] } }), pull({ namespaces: { include: ['*b'] } })],
  ])('are not refused with %s', (_, first, second) => {
    expect(refusals([first, second])).toBe('');
  });
});

describe('a selection that can choose nothing, whatever the cluster has', () => {
  const choosing = (namespaces: object) => refusals([pull({ namespaces })]);
  test.each([
    ['names that are excluded', { include: ['a', 'b'], exclude: ['?'] }, /exclude leaves nothing/],
    ['a glob that is excluded', { include: ['team-*'], exclude: ['team-*'] }, /exclude leaves nothing/],
    ['everything excluded', { exclude: ['*'] }, /exclude leaves nothing/],
    ['a glob of system namespaces', { include: ['a', 'openshift-*'] }, /include\/1 .*whole name alone/],
    [
      'an invalid selector',
      { labelSelector: 'team in shop' },
      /labelSelector a label selector as kubectl takes it/,
    ],
  ])('is refused: %s', (_, namespaces, expected) => {
    expect(choosing(namespaces)).toMatch(expected);
  });

  test.each([
    [{ include: ['a', 'b'], exclude: ['a'] }],
    [{ include: ['team-*'], exclude: ['team-a*'] }],
    [{ exclude: ['?*-dev'] }],
    [{ include: ['openshift-gitops'] }],
    [{ include: ['openshift*'] }],
  ])('is not %j', (namespaces) => {
    expect(choosing(namespaces)).toBe('');
  });
});

describe('service accounts', () => {
  test('are named once, so that none is both optional and required', () => {
    const target = pull({ serviceAccounts: ['builder', 'default', { name: 'builder', optional: true }] });
    expect(refusals([target])).toBe('/targets/0/serviceAccounts/2 "builder" is named twice');
  });
});

describe('labels and annotations of the user’s', () => {
  test('must fit together', () => {
    const annotations = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, 'x'.repeat(4096)]));
    expect(refusals([pull({ annotations: annotations(33) })])).toMatch(/annotations .*bytes; at most 131072/);
    expect(refusals([pull({ annotations: annotations(31) })])).toBe('');
  });

  test.each([
    [
      { kind: 'jenkins', registries: ['main'], labels: { 'credential.sync.jenkins.openshift.io': 'false' } },
      /labels\/credential.sync.jenkins.openshift.io is set by PullPass itself/,
    ],
    [
      {
        kind: 'argocd',
        repositories: [{ secretName: 'a', as: 'repo-creds', type: 'helm', url: host }],
        labels: { 'argocd.argoproj.io/secret-type': 'repository' },
      },
      /labels\/argocd.argoproj.io\/secret-type is set by PullPass itself/,
    ],
    [
      pull({ excludeFromImageStreams: true, annotations: { 'openshift.io/image.excludeSecret': 'false' } }),
      /annotations\/openshift.io\/image.excludeSecret is set by PullPass itself/,
    ],
  ])('are refused if the kind has its own', (target, expected) => {
    expect(refusals([target])).toMatch(expected);
  });

  test.each([
    ['a prefix that is too long', { labels: { [`${'a'.repeat(254)}/b`]: 'c' } }, /labels\/a+\/b /],
    [
      'our own mark',
      { labels: { 'app.kubernetes.io/managed-by': 'me' } },
      /labels\/app.kubernetes.io\/managed-by|annotations\/pullpass.io\/cluster/,
    ],
    [
      'our own notes',
      { annotations: { 'pullpass.io/cluster': 'me' } },
      /labels\/app.kubernetes.io\/managed-by|annotations\/pullpass.io\/cluster/,
    ],
    ['no name', { labels: { 'a b': 'c' } }, /labels/],
    ['a value that no label can have', { labels: { a: 'not a label' } }, /labels\/a/],
  ])('are refused with %s', (_, fields, expected) => {
    expect(refusals([pull(fields)])).toMatch(expected);
  });
});
