import { fieldManager } from '../../kubernetes/fieldManager.ts';
import type { ObjectMeta } from '../../kubernetes/objects.ts';

type Managed = Pick<ObjectMeta, 'managedFields'>;

/**
 * The keys of a secret's `data` that PullPass applied and nobody has changed since: the API server records the owner of
 * each field, and a writer that changes or removes a value takes its ownership.
 * Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
 */
export function dataKeysOfOurs({ managedFields = [] }: Managed): Set<string> {
  return new Set(
    managedFields.flatMap(({ manager, operation, fieldsV1 }) =>
      manager === fieldManager && operation === 'Apply' ? keysIn(fieldsV1) : [],
    ),
  );
}

/** Of a server that names thousands of field managers, a few are enough. */
const mostOwners = 5;

/** Names of other field managers that own keys of its `data`. */
export function otherDataOwners({ managedFields = [] }: Managed): string[] {
  const others = managedFields.filter(
    ({ manager, fieldsV1 }) => manager !== fieldManager && keysIn(fieldsV1).length > 0,
  );
  return [...new Set(others.flatMap(({ manager }) => manager ?? []))].slice(0, mostOwners);
}

/** The `data` keys in a set of fields, where each has the form `f:<key>`. */
function keysIn(fields: { 'f:data'?: object | undefined } | undefined): string[] {
  return Object.keys(fields?.['f:data'] ?? {}).flatMap((field) =>
    field.startsWith('f:') ? field.slice(2) : [],
  );
}
