import * as z from 'zod/mini';

/** The name of an object in a namespace. */
export interface NamespacedName {
  namespace: string;
  name: string;
}

/** What PullPass needs to know of a namespace. */
export interface NamespaceInfo {
  name: string;
  terminating: boolean;
  /** Epoch milliseconds; absent if it was not listed. */
  createdAt?: number | undefined;
}

const text = z.optional(z.string());
const short = (most: number) => z.string().check(z.maxLength(most));

/**
 * A name that a namespace can have. Remedies use it in commands, so that nothing else may pass for one.
 * Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names
 */
const label = short(63).check(z.regex(/^[a-z0-9-]+$/));

/** The parts of an object's metadata that PullPass reads. */
const metadata = z.object({
  name: text,
  namespace: z.optional(label),
  uid: text,
  resourceVersion: text,
  /** RFC 3339. */
  deletionTimestamp: text,
  annotations: z.optional(z.record(z.string(), z.string())),
  finalizers: z.optional(z.array(z.string())),
  ownerReferences: z.optional(
    z.array(
      z.object({
        apiVersion: z.string(),
        kind: z.string(),
        name: z.string(),
        controller: z.optional(z.boolean()),
      }),
    ),
  ),
  managedFields: z.optional(
    z.array(
      z.object({
        manager: text,
        operation: text,
        fieldsV1: z.optional(z.object({ 'f:data': z.optional(z.record(z.string(), z.unknown())) })),
      }),
    ),
  ),
});

export type ObjectMeta = z.infer<typeof metadata>;

/** Any object. */
export const anyObject = z.object({ metadata });

export const secretFields = z.object({
  kind: z.literal('Secret'),
  metadata,
  type: text,
  immutable: z.optional(z.boolean()),
  data: z.optional(z.record(z.string(), z.string())),
});

export type Secret = z.infer<typeof secretFields>;

const references = z.optional(z.array(z.object({ name: text })));

export const serviceAccountFields = z.object({ metadata, imagePullSecrets: references, secrets: references });

export type ServiceAccount = z.infer<typeof serviceAccountFields>;

/** An item in a list of namespaces. Keeps nothing else of it: its annotations may be large. */
export const namespaceFields = z.object({
  metadata: z.object({ name: label, creationTimestamp: text, deletionTimestamp: text }),
  status: z.optional(z.object({ phase: z.optional(short(63)) })),
});

/** A page of a list. An API server may answer null in place of an empty list. */
export const pageOf = <Kind extends string, Item extends z.ZodMiniType>(kind: Kind, item: Item) =>
  z.object({
    kind: z.literal(kind),
    metadata: z.optional(z.object({ continue: text })),
    items: z.nullable(z.array(item)),
  });

/**
 * Characters, since it is kept in the record. Names from OpenID Connect and certificates have a few hundred at most.
 */
const longestUsername = 1_024;

export const selfSubjectReview = z.object({
  kind: z.literal('SelfSubjectReview'),
  status: z.optional(
    z.object({
      userInfo: z.optional(z.object({ username: z.optional(short(longestUsername)), uid: text })),
    }),
  ),
});

export const accessReview = z.object({
  kind: z.literal('SelfSubjectAccessReview'),
  status: z.optional(z.object({ allowed: z.optional(z.boolean()) })),
});

/** Characters: Node accepts no longer headers. */
const longestToken = 12_000;

/** The token becomes a header: RFC 6750 allows no other characters. */
export const tokenRequest = z.object({
  kind: z.literal('TokenRequest'),
  status: z.object({ token: short(longestToken).check(z.regex(/^[\x21-\x7e]+$/)) }),
});

/** Source: https://github.com/openshift/api/blob/master/config/v1/types_infrastructure.go */
export const infrastructure = z.object({
  kind: z.literal('Infrastructure'),
  status: z.optional(z.object({ controlPlaneTopology: z.optional(z.unknown()) })),
});

/** The answer to a write: the object, or a Status after a deletion. */
export const written = (...kinds: string[]) => z.object({ kind: z.enum(kinds) });
