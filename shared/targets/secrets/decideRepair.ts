import type { V1ObjectMeta } from '@kubernetes/client-node/dist/gen/models/V1ObjectMeta.js';
import { fieldManager } from '../../kubernetes/api.ts';
import { isOurs } from './ownership.ts';

/**
 * What is wrong with a secret, judged by its metadata, or undefined where it is as it was applied. The API server
 * notes who owns each field: whoever changes or takes out a value takes it from us.
 * Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
 */
export function decideRepair(
  metadata: V1ObjectMeta | undefined,
  keys: readonly string[],
  cluster: string,
): string | undefined {
  if (metadata === undefined) return 'was missing';
  if (!isOurs(metadata, cluster)) return 'was somebody else’s';
  const owned = keysOf(metadata, (manager, operation) => manager === fieldManager && operation === 'Apply');
  if (keys.every((key) => owned.has(key))) return undefined;
  const others = (metadata.managedFields ?? []).filter(
    (entry) => entry.manager !== fieldManager && keysIn(entry.fieldsV1).length > 0,
  );
  const by = [...new Set(others.map(({ manager }) => manager))].join(', ');
  return by === '' ? 'was changed' : `was changed by ${by}`;
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
