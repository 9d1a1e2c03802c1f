import fc from 'fast-check';
import { type Target, target } from '../../../shared/targets/schema.ts';

const namespaces = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      include: fc.uniqueArray(fc.constantFrom('payments', 'orders', 'team-a', 'pullpass', 'kube-system'), {
        minLength: 1,
      }),
    }),
  },
  fc.constant({ include: ['payments', 'team-*'], exclude: ['team-old'] }),
  fc.constant({ labelSelector: 'pull=ecr' }),
  fc.constant({}),
);
const secretName = fc.constantFrom('ecr-credentials', 'other.secret', 'x');
const account = fc.constantFrom('default', 'builder', 'pipeline');
const serviceAccounts = fc.uniqueArray(
  fc.oneof(account, fc.record({ name: account, optional: fc.boolean() })),
  { maxLength: 3, selector: (each) => (typeof each === 'string' ? each : each.name) },
);

const any: fc.Arbitrary<object> = fc.oneof(
  fc.record({ kind: fc.constant('imagePullSecret'), secretName, serviceAccounts, namespaces }),
  fc.record({
    kind: fc.constant('dockerconfigjson'),
    secretName,
    key: fc.constant('config.json'),
    namespaces,
  }),
  fc.record({
    kind: fc.constant('keys'),
    secretName,
    registry: fc.constant('main'),
    keys: fc.constant({ username: 'USER', password: 'PASS' }),
    namespaces,
  }),
  fc.record({
    kind: fc.constant('jenkins'),
    secretName,
    registries: fc.constant(['main', 'other']),
    namespaces,
  }),
  fc.record({
    kind: fc.constant('argocd'),
    repositories: fc.constantFrom(
      [
        {
          secretName: 'charts',
          as: 'repo-creds',
          type: 'helm',
          url: '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
        },
      ],
      [
        {
          secretName: 'repo',
          as: 'repository',
          type: 'oci',
          url: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app',
        },
      ],
    ),
    namespaces,
  }),
  fc.constant({ kind: 'globalPullSecret' }),
);

/** Targets of every kind, in the API's form. */
export const someTargets: fc.Arbitrary<Target[]> = fc
  .array(any, { minLength: 1, maxLength: 4 })
  .filter((all) => all.every((each) => target.safeParse(each).success))
  .map((all) => all.map((each) => target.parse(each)));
