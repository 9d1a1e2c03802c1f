import type { Invariant } from '../invariant.ts';
import { renewing } from './renewing.ts';

/** Most labels of PullPass on all versions of a secret together: Secrets Manager allows 20. */
const mostLabels = 5;

/**
 * AWS may delete a version without a label at any moment, so every version that the record names has one. No version is
 * current that the record does not name and that is newer than the one in use: it was never proved.
 */
export const namedVersionsLabelled: Invariant = (world, seen) =>
  renewing(world, seen).flatMap(({ cluster, record, named }) => {
    const { aws, versions } = world.service;
    const secret = aws.secretStore.get(aws.secretPrefix + cluster.name);
    const own =
      secret?.versions.flatMap(({ stages }) => stages).filter((stage) => stage.startsWith('pullpass-')) ?? [];
    const current = secret?.versions.find(({ stages }) => stages.includes('AWSCURRENT'))?.id;
    const order = (version: string | undefined) => versions.findIndex(({ id }) => id === version);
    const isEarly = order(current) > order(record.kubeconfig.version);
    return [
      ...named
        .filter(({ labels }) => labels.length === 0)
        .map(({ role, version }) => `${cluster.name}: version ${version}, ${role}, has no label`),
      ...(own.length > mostLabels ? [`${cluster.name} has ${own.length} labels: ${own}`] : []),
      ...(isEarly ? [`${cluster.name}: version ${current} is current before the record names it`] : []),
    ];
  });
