import * as z from 'zod';

/** DNS-1123 label: what Kubernetes allows as the name of a namespace. */
export const dnsLabel = z
  .string()
  .max(63, 'at most 63 characters')
  .regex(
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
    'lower-case letters, digits and hyphens, beginning and ending with a letter or digit',
  );

/** A site, as infra/networks/readSites.cjs allows it. */
export const siteName = dnsLabel.max(20, 'at most 20 characters');

/** DNS-1123 subdomain: what Kubernetes allows as the name of a secret or a service account. */
export const dnsSubdomain = z
  .string()
  .max(253, 'at most 253 characters')
  .regex(
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
    'lower-case letters, digits, hyphens and dots, beginning and ending with a letter or digit',
  );

/** A namespace's name, or a glob over names: `*` stands for any run of characters, `?` for one. */
export const namespacePattern = z
  .string()
  .min(1)
  .max(63, 'at most 63 characters')
  .regex(/^[a-z0-9*?-]+$/, 'a namespace, or a glob of lower-case letters, digits, hyphens, * and ?');

/** Names that every JavaScript object has: as keys of stored objects they would mean something else. */
export const isOwnToObjects = (name: string) => Object.hasOwn(Object.prototype, name);
export const ofObjects = 'is a name reserved for programs';

/** Name of a cluster's registry; facts about it are stored under this name. */
export const registryName = dnsLabel.refine((name) => !isOwnToObjects(name), ofObjects);

/** Kubernetes-style labels of a cluster in PullPass, for choosing clusters. */
export const labels = z.record(
  z
    .string()
    .max(63)
    .regex(/^[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?$/, 'letters, digits, . _ / and -')
    .refine((key) => !isOwnToObjects(key), ofObjects),
  z
    .string()
    .max(63)
    .regex(/^([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?$/, 'letters, digits, . _ and -'),
);

/** Labels and annotations that PullPass itself writes or reads: nobody else may set them. */
const reserved = /^(app\.kubernetes\.io\/managed-by$|pullpass\.io\/)/;

export const setByPullPass = 'is set by PullPass itself';

/** Key of a label: an optional prefix, which is a DNS subdomain, and a name. */
export const qualifiedName = z
  .string()
  .max(317)
  .regex(
    /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/,
    'a name of letters, digits, . _ and -, with an optional DNS prefix before a slash',
  )
  .refine((key) => key.indexOf('/') <= 253, 'at most 253 characters before the slash');

const usersName = qualifiedName
  .refine((key) => !reserved.test(key), setByPullPass)
  .refine((key) => !isOwnToObjects(key), ofObjects);

export const labelValue = z
  .string()
  .max(63)
  .regex(/^([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?$/, 'letters, digits, . _ and -');

/**
 * Labels of an object in a cluster.
 * Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 */
export const objectLabels = z.record(usersName, labelValue);

/** Bytes of all annotations. Kubernetes accepts twice as many; this leaves room for those of others. */
const mostAnnotationBytes = 128 * 1024;

/**
 * Annotations of an object in a cluster.
 * Source: https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apimachinery/pkg/api/validation/objectmeta.go
 * (TotalAnnotationSizeLimitB)
 */
export const objectAnnotations = z
  .record(usersName, z.string().max(4096))
  .superRefine((annotations, context) => {
    const bytes = Object.entries(annotations)
      .flat()
      .reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    if (bytes <= mostAnnotationBytes) return;
    const message = `take ${bytes} bytes; at most ${mostAnnotationBytes}`;
    context.addIssue({ code: 'custom', message });
  });
