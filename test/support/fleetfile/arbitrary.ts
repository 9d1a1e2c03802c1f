import fc from 'fast-check';
import type { ClusterResource } from '../../../shared/api/schemas.ts';
import { clusterResource } from '../../../shared/api/schemas.ts';
import { type ClusterSpec, clusterSpec } from '../../../shared/clusters/spec.ts';
import { nameTargets } from '../../../shared/targets/nameTargets.ts';

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
/** Values that YAML, or a YAML 1.1 reader, may mistake for something else. */
const value = fc.oneof(
  fc.stringMatching(/^([A-Za-z0-9]([A-Za-z0-9._-]{0,8}[A-Za-z0-9])?)?$/),
  fc.constantFrom('no', 'on', 'null', 'true', '012', '1e3', '0x1f', '1.0', '2026-11-29', 'y', ''),
);
const key = fc
  .stringMatching(/^[A-Za-z0-9]([A-Za-z0-9._/-]{0,8}[A-Za-z0-9])?$/)
  .filter((text) => !(text in {}));
const map = fc.dictionary(key, value, { maxKeys: 3 });

const registries = fc.uniqueArray(
  fc.record(
    {
      name: label.filter((text) => !(text in {})),
      kind: fc.constant('ecr'),
      accountId: fc.stringMatching(/^\d{12}$/),
      region: fc.constantFrom('eu-west-1', 'us-east-1', 'ap-southeast-2'),
      endpoints: fc.constant(['standard']),
    },
    { requiredKeys: ['name', 'kind', 'accountId', 'region'] },
  ),
  { minLength: 1, maxLength: 3, selector: ({ name }) => name },
);

const namespaces = fc.record(
  {
    include: fc.uniqueArray(fc.oneof(label, fc.constant('team-*')), { minLength: 1, maxLength: 3 }),
    labelSelector: fc.constantFrom('pull=ecr', 'pull=ecr,tier!=dev'),
  },
  { requiredKeys: [] },
);

/** Each target writes its own secret, so that none overlap. */
const targets = fc
  .array(
    fc.record(
      {
        kind: fc.constantFrom('imagePullSecret', 'dockerconfigjson'),
        name: label,
        namespaces,
        annotations: fc.constant({ 'example.com/why': 'no' }),
        adopt: fc.boolean(),
      },
      { requiredKeys: ['kind'] },
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((list) => list.map((target, index) => ({ ...target, secretName: `secret-${index}` })))
  .filter((list) => {
    const names = list.flatMap(({ name }) => name ?? []);
    return new Set(names).size === names.length;
  });

/** Fields of a cluster that an admin may give and the API accepts. */
export const spec = fc
  .record({
    labels: map,
    site: optional(label),
    registries,
    targets,
    refreshEveryMinutes: optional(fc.integer({ min: 15, max: 300 })),
    sweepEveryMinutes: optional(fc.integer({ min: 0, max: 60 })),
    paused: optional(fc.boolean()),
  } satisfies Record<Exclude<keyof ClusterSpec, 'name' | 'context' | 'renew'>, fc.Arbitrary<unknown>>)
  .map((fields) => Object.fromEntries(Object.entries(fields).filter(([, given]) => given !== undefined)))
  .filter((fields) => clusterSpec.safeParse({ name: 'a', ...fields }).success);

/** A registered cluster as in the list. */
export function registered(name: string, fields: object, status: object = {}): ClusterResource {
  const parsed = clusterSpec.parse({ name, ...fields });
  return clusterResource.parse({
    ...parsed,
    targets: nameTargets(parsed.targets),
    version: 3,
    status: {
      phase: 'Healthy',
      consecutiveFailures: 0,
      namespaces: { chosen: 1, ready: 1, failed: 0, skipped: 0, uncovered: 0 },
      kubeconfig: { server: 'https://api.example.com:6443' },
      ...status,
    },
  });
}

/** A registered fleet of clusters with different names. */
export const registeredFleet = fc
  .uniqueArray(fc.tuple(label, spec), { maxLength: 4, selector: ([name]) => name })
  .map((all) => all.map(([name, fields]) => registered(name, fields)));
