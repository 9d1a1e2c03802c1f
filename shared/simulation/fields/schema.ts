/**
 * How server-side apply treats a field: what it merges, and what it replaces as a whole. These are the kinds of
 * Kubernetes' structured merge diff (https://github.com/kubernetes-sigs/structured-merge-diff).
 */
export type Schema =
  | { kind: 'scalar' }
  /** A list or a map with one owner for the whole. */
  | { kind: 'atomic' }
  | { kind: 'struct'; fields: Readonly<Record<string, Schema>> }
  | { kind: 'map'; of: Schema }
  /** A list whose items are identified by one of their fields or, without `key`, by their value. */
  | { kind: 'list'; key?: string; of: Schema };

const scalar: Schema = { kind: 'scalar' };
const atomic: Schema = { kind: 'atomic' };
const map: Schema = { kind: 'map', of: scalar };
const struct = (fields: Record<string, Schema>): Schema => ({ kind: 'struct', fields });
const scalars = (...names: string[]) => Object.fromEntries(names.map((name) => [name, scalar]));

const metadata = struct({
  ...scalars('creationTimestamp', 'deletionGracePeriodSeconds', 'deletionTimestamp', 'generateName'),
  ...scalars('generation', 'name', 'namespace', 'resourceVersion', 'selfLink', 'uid'),
  annotations: map,
  labels: map,
  finalizers: { kind: 'list', of: scalar },
  managedFields: atomic,
  ownerReferences: { kind: 'list', key: 'uid', of: atomic },
});

const object = (fields: Record<string, Schema>) =>
  struct({ apiVersion: scalar, kind: scalar, metadata, ...fields });

/** From the OpenAPI document of Kubernetes 1.34. */
export const schemas = {
  namespaces: object({
    spec: struct({ finalizers: atomic }),
    status: struct({ conditions: { kind: 'list', key: 'type', of: atomic }, phase: scalar }),
  }),
  secrets: object({ data: map, stringData: map, immutable: scalar, type: scalar }),
  serviceaccounts: object({
    automountServiceAccountToken: scalar,
    imagePullSecrets: atomic,
    secrets: { kind: 'list', key: 'name', of: atomic },
  }),
  roles: object({ rules: atomic }),
  clusterroles: object({ aggregationRule: struct({ clusterRoleSelectors: atomic }), rules: atomic }),
  rolebindings: object({ roleRef: atomic, subjects: atomic }),
  clusterrolebindings: object({ roleRef: atomic, subjects: atomic }),
} as const;
