import type { V1ObjectMeta } from '@kubernetes/client-node/dist/gen/models/V1ObjectMeta.js';
import { fieldManager } from '../../kubernetes/api.ts';
import type { TargetContext } from '../kind.ts';
import { clusterAnnotation, isOurs, managedByLabel, validUntilAnnotation } from './ownership.ts';

/**
 * What is wrong with a secret, judged by its metadata, or undefined where it is as it was applied. The API server
 * notes who owns each field: whoever changes or takes out a value takes it from us. One that ends before all that was
 * last served is from before: its namespace was not chosen for a while, or was restored from a backup.
 * Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
 */
export function decideRepair(
  metadata: V1ObjectMeta | undefined,
  keys: readonly string[],
  { cluster, heldUntil = 0 }: Pick<TargetContext, 'cluster' | 'heldUntil'>,
): string | undefined {
  if (metadata === undefined) return 'was missing';
  if (!isOurs(metadata, cluster)) return `was ${whose(metadata)}`;
  const owned = keysOf(metadata, (manager, operation) => manager === fieldManager && operation === 'Apply');
  if (keys.every((key) => owned.has(key)))
    return endOf(metadata) >= heldUntil ? undefined : 'was out of date';
  const others = (metadata.managedFields ?? []).filter(
    (entry) => entry.manager !== fieldManager && keysIn(entry.fieldsV1).length > 0,
  );
  const by = [...new Set(others.map(({ manager }) => manager))].join(', ');
  return by === '' ? 'was changed' : `was changed by ${by}`;
}

/** A cluster that is registered twice shows itself by this: both take its secrets from one another. */
function whose({ labels, annotations }: V1ObjectMeta): string {
  const other = annotations?.[clusterAnnotation];
  return labels?.[managedByLabel] === 'pullpass' && other !== undefined
    ? `written for the cluster ${other.slice(0, 63)}`
    : 'somebody else’s';
}

/** Epoch milliseconds. What has no such note does not end. */
function endOf({ annotations }: V1ObjectMeta): number {
  const noted = annotations?.[validUntilAnnotation];
  return noted === undefined ? Number.POSITIVE_INFINITY : Date.parse(noted);
}

function keysOf(
  { managedFields = [] }: V1ObjectMeta,
  is: (manager: string | undefined, operation: string | undefined) => boolean,
): Set<string> {
  return new Set(
    managedFields.flatMap(({ manager, operation, fieldsV1 }) =>
      is(manager, operation) ? keysIn(fieldsV1) : [],
    ),
  );
}

/** The keys of `data` in a set of fields, where each is written as `f:<key>`. */
function keysIn(fields: object | undefined): string[] {
  const data = (fields as { 'f:data'?: object } | undefined)?.['f:data'] ?? {};
  return Object.keys(data).flatMap((field) => (field.startsWith('f:') ? field.slice(2) : []));
}
