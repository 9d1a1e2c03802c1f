import type { V1ObjectMeta } from '@kubernetes/client-node/dist/gen/models/V1ObjectMeta.js';
import { fieldManager } from '../../kubernetes/fieldManager.ts';

type Managed = Pick<V1ObjectMeta, 'managedFields'>;

/**
 * The keys of a secret's `data` that PullPass applied and nobody has changed since: the API server records the owner of
 * each field, and whoever changes or removes a value takes its ownership.
 * Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
 */
export function dataKeysOfOurs({ managedFields = [] }: Managed): Set<string> {
  return new Set(
    managedFields.flatMap(({ manager, operation, fieldsV1 }) =>
      manager === fieldManager && operation === 'Apply' ? keysIn(fieldsV1) : [],
    ),
  );
}

/** Names of the other field managers that own keys of its `data`. */
export function otherDataOwners({ managedFields = [] }: Managed): string[] {
  const others = managedFields.filter(
    ({ manager, fieldsV1 }) => manager !== fieldManager && keysIn(fieldsV1).length > 0,
  );
  return [...new Set(others.flatMap(({ manager }) => manager ?? []))];
}

/** The `data` keys in a set of fields, where each has the form `f:<key>`. */
function keysIn(fields: object | undefined): string[] {
  const data = (fields as { 'f:data'?: object } | undefined)?.['f:data'] ?? {};
  return Object.keys(data).flatMap((field) => (field.startsWith('f:') ? field.slice(2) : []));
}
