import type { Identity } from '../../../shared/rbac/identity.ts';
import { identityLabel, identityValue, partOf } from '../../../shared/rbac/labels.ts';
import type { Found } from './objects.ts';

/**
 * The owner of an object. `unnamed`: PullPass made it before it noted identities on objects; then only what it binds
 * says whose it is.
 */
export type Owner = 'this' | 'unnamed' | 'other';

export function ownerOf({ metadata: { labels = {} } }: Found, identity: Identity): Owner {
  if (!isOurs(labels)) return 'other';
  const named = labels[identityLabel];
  if (named === undefined) return 'unnamed';
  return named === identityValue(identity) ? 'this' : 'other';
}

/** Whether PullPass made an object, for any identity. */
export function isOfAnyIdentity({ metadata: { labels = {} } }: Found): boolean {
  return identityLabel in labels && isOurs(labels);
}

const isOurs = (labels: Readonly<Record<string, string>>) =>
  Object.entries(partOf).every(([key, value]) => labels[key] === value);

/** Whether a binding binds only this identity. */
export function bindsOnly({ subjects }: Found, identity: Identity): boolean {
  return (
    (subjects ?? []).length > 0 &&
    (subjects ?? []).every(
      ({ kind, namespace, name }) =>
        kind === 'ServiceAccount' && namespace === identity.namespace && name === identity.name,
    )
  );
}

/** Those of the objects with PullPass's label that belong to one identity. */
export function ownOf(objects: readonly Found[], identity: Identity): Found[] {
  const bindings = objects.filter(
    (object) =>
      object.kind.endsWith('Binding') &&
      (ownerOf(object, identity) === 'this' ||
        (ownerOf(object, identity) === 'unnamed' && bindsOnly(object, identity))),
  );
  const isBound = (role: Found) =>
    bindings.some(
      ({ roleRef, metadata }) =>
        roleRef?.kind === role.kind &&
        roleRef.name === role.metadata.name &&
        (role.kind === 'ClusterRole' || metadata.namespace === role.metadata.namespace),
    );
  const isOwn = (object: Found) =>
    object.kind.endsWith('Binding')
      ? bindings.includes(object)
      : ownerOf(object, identity) === 'this' || (ownerOf(object, identity) === 'unnamed' && isBound(object));
  return objects.filter(isOwn);
}
