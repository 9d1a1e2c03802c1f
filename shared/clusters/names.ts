import * as z from 'zod';

/** DNS-1123 label: what Kubernetes allows as the name of a namespace. */
export const dnsLabel = z
  .string()
  .max(63, 'at most 63 characters')
  .regex(
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
    'lower-case letters, digits and hyphens, beginning and ending with a letter or digit',
  );

/** A site, as infra/networks/readSites.cjs lets one be deployed. */
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

/** A Kubernetes-style label of a cluster in PullPass, for choosing among clusters. */
export const labels = z.record(
  z
    .string()
    .max(63)
    .regex(/^[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?$/, 'letters, digits, . _ / and -'),
  z
    .string()
    .max(63)
    .regex(/^([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?$/, 'letters, digits, . _ and -'),
);

/** What PullPass itself writes as labels and annotations, or reads them for: nobody else may set it. */
const reserved = /^(app\.kubernetes\.io\/managed-by$|pullpass\.io\/)/;

/** An optional prefix, which is a DNS subdomain, and a name. */
const qualifiedName = z
  .string()
  .max(317)
  .regex(
    /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/,
    'a name of letters, digits, . _ and -, with an optional DNS prefix before a slash',
  )
  .refine((key) => !reserved.test(key), 'is set by PullPass itself');

/**
 * Labels of an object in a cluster.
 * Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 */
export const objectLabels = z.record(
  qualifiedName,
  z
    .string()
    .max(63)
    .regex(/^([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?$/, 'letters, digits, . _ and -'),
);

/** Annotations of an object in a cluster; all together may take 256 KiB, of which this leaves most free. */
export const objectAnnotations = z.record(qualifiedName, z.string().max(4096));
