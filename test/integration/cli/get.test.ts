import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import stringWidth from 'fast-string-width';
import { parse } from 'yaml';
import { clusterSpec } from '../../../shared/clusters/spec.ts';
import { type CliOptions, runCli } from '../../support/cli/runCli.ts';
import { aRecord, store } from '../../support/widget/store.ts';
import { endsAfter, inMinutes, now } from '../../support/widget/views.ts';
import { type Api, startApi } from '../registration/anApi.ts';

const refused = {
  kind: 'denied',
  message: 'A webhook said \u001b]0;title\u0007no',
  remedy: 'Ask who runs it.',
} as const;
const forbidden = { kind: 'forbidden', message: 'PATCH answered 403', remedy: 'Grant patch.' } as const;

const troubled = {
  ...aRecord('prod-eu-1', {
    kubeconfigEnds: inMinutes(20 * 24 * 60),
    status: {
      phase: 'Degraded',
      ends: endsAfter(400),
      failingSince: inMinutes(-20),
      consecutiveFailures: 3,
      nextPushAt: inMinutes(4),
      lastAttemptAt: inMinutes(-2),
      lastSuccessAt: inMinutes(-90),
      error: refused,
      problems: [
        { ...refused, namespaces: ['a', 'b', 'c', 'd', 'e'], count: 5, uncovered: 2 },
        { ...forbidden, namespaces: ['f'], count: 1, uncovered: 0 },
      ],
      namespaces: { ready: 12, failed: 6, skipped: 1, uncovered: 2 },
      uncoveredSince: inMinutes(-20),
    },
  }),
  spec: clusterSpec.parse({
    name: 'prod-eu-1',
    labels: { env: 'prod', tier: 'gold' },
    site: 'east',
    registries: [
      {
        name: 'main',
        kind: 'ecr',
        accountId: '123456789012',
        region: 'eu-west-1',
        roleArn: 'arn:aws:iam::123456789012:role/pullpass-main',
        probe: 'team/app:1.2',
      },
      {
        name: 'quay',
        kind: 'static',
        host: 'quay.io/team',
        secretArn: `arn:aws:secretsmanager:eu-west-1:123456789012:secret:pullpass-registry-quay`,
      },
      { name: 'public', kind: 'ecr-public' },
    ],
    targets: [
      {
        name: 'apps',
        kind: 'imagePullSecret',
        namespaces: { include: ['payments', 'team-*'], exclude: ['team-old'], labelSelector: 'pull=ecr' },
        serviceAccounts: ['default', { name: 'pipeline', optional: true }],
        registries: ['main'],
      },
      { name: 'k', kind: 'keys', secretName: 'helm', registry: 'quay', keys: { username: 'u' } },
      { name: 'ci', kind: 'jenkins', registries: ['main', 'quay'] },
      {
        name: 'gitops',
        kind: 'argocd',
        repositories: [{ secretName: 'charts', as: 'repo-creds', type: 'helm', url: 'quay.io/team' }],
      },
      { name: 'nodes', kind: 'globalPullSecret' },
    ],
  }),
};
const well = aRecord('well', {
  status: { ends: endsAfter(650), nextRefreshAt: inMinutes(60), nextPushAt: inMinutes(3) },
});

let api: Api;
beforeAll(async () => {
  api = await startApi({ world: () => ({ now: () => now }) });
  await store(api.table, [troubled, well]);
});
afterAll(() => api.stop());

const pullpass = (line: string, options?: CliOptions) =>
  runCli([...line.split(' '), '--api', api.url], { now: () => now, ...options });

test('a whole cluster: its state, every cause with all its namespaces, its settings, and its credential', async () => {
  const { code, stdout } = await pullpass('get prod-eu-1');
  expect(code).toBe(0);
  expect(stdout).toBe(`! prod-eu-1 Degraded. 6 h 40 min left, until 17:04 UTC
  12 of 18 namespaces hold what they should; 2 have no known valid credential: pods cannot pull there now; 1 is being
  deleted.
  Last push 2 min ago, 3 failed in a row, last success 1 h 30 min ago; next push at 10:28 UTC (in 4 min).
  Refreshed every 60 min, swept every 5 min.
  Labels: env=prod, tier=gold
  Site: east

Problems
  denied: A webhook said ·]0;title·no
  In a, b, c, d, e. 2 of them have no known valid credential.
  → Ask who runs it.
  forbidden: PATCH answered 403
  → Grant patch.

Registries
  main: ECR of 123456789012 in eu-west-1, as arn:aws:iam::123456789012:role/pullpass-main, tried with team/app:1.2
  quay: quay.io/team, with arn:aws:secretsmanager:eu-west-1:123456789012:secret:pullpass-registry-quay
  public: ECR Public

Targets
  apps (imagePullSecret): secret ecr-credentials in namespaces payments, team-* with pull=ecr, except team-old, for
    main, linked to service accounts default, pipeline (if it is there)
  k (keys): secret helm in all namespaces, for quay
  ci (jenkins): secrets ecr-credentials-main, ecr-credentials-quay in all namespaces, for main, quay
  gitops (argocd): secrets charts-exact, charts-dependencies, charts in namespace openshift-gitops, for quay
  nodes (globalPullSecret): the pull secret of the whole cluster, at most every 5 h, for main, quay, public

Credential
  Server: https://api.internal.example:6443
  Identity: system:serviceaccount:pullpass:pullpass
  It expires at 30 Mar 10:24 UTC (in 20 d).
  It is not renewed: replace it with pullpass rotate prod-eu-1 before it expires.

Notices
  To a chart that depends on a shorter host with which their URL begins, Argo CD gives the credential of
    charts-dependencies too. Where no chart depends on a template’s URL itself, set its "dependencies": false.
  Each write of kube-system/additional-pull-secret restarts the kubelet of the cluster’s nodes, without a reboot.
    PullPass writes only when it must, and at most once in 5 hours.
`);
});

test('a healthy one: when it is refreshed and swept next', async () => {
  const { stdout } = await pullpass('get well');
  expect(stdout).toContain('✓ well Healthy. 10 h 50 min left, until 21:14 UTC\n');
  expect(stdout).toContain(
    'Last push 30 min ago; next refresh at 11:24 UTC (in 1 h), next sweep in 3 min.\n',
  );
  expect(stdout).toContain('No expiry is known.');
  expect(stdout).not.toContain('Problem');
});

test.each([80, 40])('it fits a terminal of %i columns, and suggests what to type next', async (terminal) => {
  const { stdout, stderr } = await pullpass('get prod-eu-1', { terminal });
  for (const line of (stdout + stderr).split(/[\r\n]/))
    expect(stringWidth(stripVTControlCharacters(line))).toBeLessThanOrEqual(terminal);
  expect(stdout).not.toContain('\u001b]');
  expect(stderr.replace(/\s+/g, ' ')).toContain(
    `Check whether a push would work now: pullpass check prod-eu-1 --api ${api.url}`,
  );
});

test('for scripts: the resource of the API', async () => {
  const resource = (await api.send('GET', '/clusters/prod-eu-1')).body;
  expect(JSON.parse((await pullpass('get prod-eu-1 -o json')).stdout)).toEqual(resource);
  expect(parse((await pullpass('get prod-eu-1 -o yaml')).stdout)).toEqual(resource);
  expect((await pullpass('get prod-eu-1 -o name')).stdout).toBe('prod-eu-1\n');
});

test.each([
  ['get nope', 1, 'There is no cluster "nope".'],
  ['get No_Name', 2, '"No_Name" is not a valid cluster name.'],
  ['get', 2, "missing required argument 'name'"],
])('%s: exit code %i, and nothing on stdout', async (line, exitCode, said) => {
  const { code, stdout, stderr } = await pullpass(line);
  expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
  expect(stderr).toContain(said);
});
