import type { V1ObjectMeta } from '@kubernetes/client-node/dist/gen/models/V1ObjectMeta.js';
import { fieldManager } from '../../kubernetes/fieldManager.ts';

type Managed = Pick<V1ObjectMeta, 'managedFields'>;

/**
 * The keys of a secret's `data` that PullPass applied and nobody changed since: the API server notes who owns each
 * field, and anyone who changes or takes out a value takes it from its owner.
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

/** The keys of `data` in a set of fields, where each is written as `f:<key>`. */
function keysIn(fields: object | undefined): string[] {
  const data = (fields as { 'f:data'?: object } | undefined)?.['f:data'] ?? {};
  return Object.keys(data).flatMap((field) => (field.startsWith('f:') ? field.slice(2) : []));
}
