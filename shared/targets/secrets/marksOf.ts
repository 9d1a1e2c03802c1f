import type { V1ObjectMeta } from '@kubernetes/client-node/dist/gen/models/V1ObjectMeta.js';
import { clusterAnnotation, managedByLabel, validUntilAnnotation } from './ownership.ts';

/** Characters of a label or annotation of ours, and of a name: what is longer is none. */
const longest = 253;

/** Of the metadata of a secret, what decides whose it is, and whether it is as it was applied. */
export function marksOf(metadata: V1ObjectMeta): V1ObjectMeta {
  const { namespace, name, uid, resourceVersion, labels, annotations, managedFields = [] } = metadata;
  return {
    ...short({ namespace, name, uid, resourceVersion }),
    labels: short({ [managedByLabel]: labels?.[managedByLabel] }),
    annotations: short({
      [clusterAnnotation]: annotations?.[clusterAnnotation],
      [validUntilAnnotation]: annotations?.[validUntilAnnotation],
    }),
    managedFields: managedFields.flatMap(({ manager, operation, fieldsV1 }) => {
      const data = (fieldsV1 as { 'f:data'?: object } | undefined)?.['f:data'];
      return data === undefined ? [] : { ...short({ manager, operation }), fieldsV1: { 'f:data': data } };
    }),
  };
}

function short<K extends string>(texts: Record<K, string | undefined>): Partial<Record<K, string>> {
  return Object.fromEntries(
    Object.entries<string | undefined>(texts).filter(
      ([, text]) => text !== undefined && text.length <= longest,
    ),
  ) as Partial<Record<K, string>>;
}
