/** Bodies as the docs show them. A test validates each against its schema. */
export const registration = {
  name: 'prod-eu-1',
  labels: { env: 'prod' },
  kubeconfig:
    'apiVersion: v1\nkind: Config\nclusters:\n- name: prod\n  cluster: {server: "https://api.prod.example.com:6443"}\nusers:\n- name: pullpass\n  user: {token: an-example-of-a-token}\ncontexts:\n- name: prod\n  context: {cluster: prod, user: pullpass}\ncurrent-context: prod\n',
  registries: [{ name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' }],
  targets: [
    {
      name: 'apps',
      kind: 'imagePullSecret',
      secretName: 'ecr-credentials',
      namespaces: { include: ['payments', 'team-*'], exclude: ['team-old'] },
      serviceAccounts: ['default', 'builder'],
    },
  ],
  refreshEveryMinutes: 60,
  sweepEveryMinutes: 5,
  renew: false,
} as const;

const { kubeconfig: _, ...spec } = registration;

export const cluster = {
  ...spec,
  renew: true,
  paused: false,
  targets: [{ ...spec.targets[0], adopt: false }],
  status: {
    phase: 'Healthy',
    validUntil: '2026-03-02T19:00:00.000Z',
    lastAttemptAt: '2026-03-02T07:00:01.000Z',
    lastSuccessAt: '2026-03-02T07:00:01.000Z',
    nextPushAt: '2026-03-02T08:00:01.000Z',
    consecutiveFailures: 0,
    namespaces: { chosen: 13, ready: 12, failed: 0, skipped: 1, uncovered: 0 },
    kubeconfig: {
      server: 'https://api.prod.example.com:6443',
      identity: 'system:serviceaccount:pullpass:pullpass',
      expiresAt: '2026-03-31T07:00:00.000Z',
      renews: true,
      renewsAt: '2026-03-16T19:12:34.000Z',
    },
  },
  version: 7,
} as const;

export const held = {
  namespaces: [
    {
      target: 'apps',
      namespace: 'payments',
      secrets: [
        {
          name: 'ecr-credentials',
          result: 'failed',
          message: 'was changed by kubectl-edit',
          validUntil: '2026-03-02T19:00:00.000Z',
        },
      ],
      links: [{ serviceAccount: 'default', result: 'passed' }],
    },
  ],
} as const;

export const plan = {
  writes: [
    {
      target: 'apps',
      secret: 'ecr-credentials',
      namespaces: { include: ['payments', 'team-*'], exclude: ['team-old'] },
      serviceAccounts: ['default', 'builder'],
      registries: ['main'],
      change: 'changed',
      message:
        'Secret ecr-credentials in namespaces payments, team-*, except team-old, for main, linked to service accounts default, builder (changed)',
    },
  ],
  removes: [
    {
      what: 'link',
      secret: 'ecr-credentials',
      namespaces: { include: ['payments', 'team-*'], exclude: ['team-old'] },
      serviceAccounts: ['pipeline'],
      message:
        'The link to secret ecr-credentials from service account pipeline in namespaces payments, team-*, except team-old',
    },
  ],
  leaves: [],
} as const;

export const leavingPlan = {
  writes: [],
  removes: [
    {
      what: 'secret',
      secret: 'ecr-credentials',
      namespaces: { include: ['payments', 'team-*'], exclude: ['team-old'] },
      serviceAccounts: ['default', 'builder'],
      message:
        'Secret ecr-credentials in namespaces payments, team-*, except team-old, with its links from service accounts default, builder',
    },
  ],
  leaves: [],
} as const;

const nothing = { writes: [], removes: [], leaves: [] } as const;

export const changed = { ...cluster, plan } as const;

export const paused = {
  ...cluster,
  paused: true,
  status: { ...cluster.status, phase: 'Paused' },
  plan: nothing,
} as const;

export const leaving = {
  ...cluster,
  status: { ...cluster.status, phase: 'Deregistering' },
  plan: leavingPlan,
} as const;

export const preflight = {
  result: 'passed',
  checks: [
    { check: 'reach', result: 'passed', message: 'The API server answers.' },
    {
      check: 'permissions',
      result: 'passed',
      message: 'May create, patch, get and delete secrets/ecr-credentials in all namespaces.',
    },
    {
      check: 'registry',
      result: 'passed',
      message: 'A credential can be had for registry main, and is taken there.',
    },
  ],
} as const;

export const refusal = {
  type: 'urn:pullpass:problem:preflight',
  title: 'The request is refused',
  status: 422,
  detail:
    'system:serviceaccount:pullpass:pullpass cannot delete secrets/ecr-credentials in namespace payments.',
  remedy: 'Do what the failed checks say, or skip the checks with ?preflight=false.',
  checks: [
    {
      check: 'permissions',
      result: 'failed',
      kind: 'forbidden',
      message:
        'system:serviceaccount:pullpass:pullpass cannot delete secrets/ecr-credentials in namespace payments.',
      remedy:
        'Bind system:serviceaccount:pullpass:pullpass to a Role there with the rule {"apiGroups": [""], "resources": ["secrets"], "resourceNames": ["ecr-credentials"], "verbs": ["delete"]} (see docs/permissions.md).',
    },
  ],
} as const;

export const probe = { server: 'https://api.prod.example.com:6443', site: null } as const;

export const probed = {
  reach: 'reached',
  tls: 'unknown-ca',
  names: ['api.prod.example.com', '*.apps.prod.example.com'],
  message:
    'The workers in the default network reach api.prod.example.com:6443, but its certificate was signed by no public CA.',
  remedy: 'Give the CA of the cluster as "certificateAuthority".',
} as const;

export const event = {
  at: '2026-03-02T07:00:00.000Z',
  type: 'changed',
  by: 'arn:aws:iam::123456789012:user/ann',
  message: 'Changed targets, refreshEveryMinutes',
} as const;

export const fleet = {
  verdict: {
    level: 'attention',
    headline:
      '1 cluster could not be refreshed. Tokens already in clusters are valid until 11:20 UTC (in 3 h 58 min)',
    notes: [],
  },
  registered: 3,
  phases: { Pending: 0, Healthy: 2, Degraded: 0, Failing: 1, Paused: 0, Deregistering: 0 },
  earliestValidUntil: '2026-03-02T11:20:00.000Z',
  tokensAtRisk: 0,
  tokensExpired: 0,
  clustersUncovered: 0,
  namespacesUncovered: 0,
  failing: 1,
  failingLong: 0,
  kubeconfigsExpiring: 1,
  limits: { atRiskMinutes: 180, failingMinutes: 30, kubeconfigDays: 14 },
} as const;

export const patch = { refreshEveryMinutes: 30, labels: { env: null, tier: 'gold' } } as const;

export const rotation = { kubeconfig: registration.kubeconfig } as const;
