import { type Ends, endsAt } from '../../ends.ts';
import type { ObjectMeta } from '../../kubernetes/objects.ts';
import type { TargetContext } from '../kind.ts';
import { dataKeysOfOurs, otherDataOwners } from './dataOwners.ts';
import { clusterAnnotation, isOurs, validUntilAnnotation } from './ownership.ts';

/**
 * What is wrong with a secret, by its metadata; undefined if it is as it was applied. A secret that expires before
 * everything last served is outdated: its namespace was not chosen for a while, or was restored from a backup.
 */
export function decideRepair(
  metadata: ObjectMeta | undefined,
  keys: readonly string[],
  { cluster, heldUntil = 0 }: Pick<TargetContext, 'cluster' | 'heldUntil'>,
): string | undefined {
  if (metadata === undefined) return 'was missing';
  if (!isOurs(metadata, cluster)) return `was ${whose(metadata)}`;
  if (metadata.annotations?.[clusterAnnotation] === undefined) return 'had lost its annotations';
  const owned = dataKeysOfOurs(metadata);
  if (keys.every((key) => owned.has(key)))
    return endOf(metadata) >= heldUntil ? undefined : 'was out of date';
  const by = otherDataOwners(metadata).join(', ');
  return by === '' ? 'was changed' : `was changed by ${by}`;
}

/** Reveals a cluster that is registered twice: both registrations take its secrets from each other. */
function whose({ annotations }: ObjectMeta): string {
  const other = annotations?.[clusterAnnotation];
  return other === undefined ? 'somebody else’s' : `written for the cluster ${other.slice(0, 63)}`;
}

/** When a secret expires, according to itself. */
export function endOf({ annotations }: ObjectMeta): Ends {
  return endsAt(annotations?.[validUntilAnnotation]);
}
