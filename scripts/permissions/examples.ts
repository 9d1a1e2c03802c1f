import type { Target } from '../../shared/targets/schema.ts';

type Examples = { [K in Target['kind']]: Extract<Target, { kind: K }> };

const inPayments = { namespaces: { include: ['payments'] }, adopt: false };

/**
 * One target of each kind, as docs/permissions.md shows what it needs, and as the tests try it with one verb less. A
 * new kind has its line here.
 */
export const examples: Examples = {
  imagePullSecret: {
    kind: 'imagePullSecret',
    secretName: 'ecr-credentials',
    serviceAccounts: ['default', { name: 'pipeline', optional: true }],
    ...inPayments,
  },
  dockerconfigjson: {
    kind: 'dockerconfigjson',
    secretName: 'kaniko-config',
    key: 'config.json',
    ...inPayments,
  },
  keys: {
    kind: 'keys',
    secretName: 'registry-login',
    registry: 'main',
    keys: { username: 'USER', password: 'PASS' },
    ...inPayments,
  },
  jenkins: { kind: 'jenkins', secretName: 'ecr-credentials', registries: ['main'], ...inPayments },
  argocd: {
    kind: 'argocd',
    repositories: [
      {
        secretName: 'ecr-charts',
        as: 'repo-creds',
        type: 'helm',
        url: '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
      },
    ],
    namespaces: { include: ['openshift-gitops'] },
    adopt: false,
  },
  globalPullSecret: { kind: 'globalPullSecret', everyHours: 5 },
};
