import type { ObjectMeta } from '../../kubernetes/objects.ts';
import {
  besideAnnotation,
  clusterAnnotation,
  contentsAnnotation,
  validUntilAnnotation,
} from './ownership.ts';

/** The most characters in PullPass's annotations and in a name: anything longer is neither. */
const longest = 253;

/** Two names and a comma: a secret has no more complements. */
const longestBeside = 2 * longest + 1;

/** The part of a secret's metadata that shows whose it is, and whether it is as it was applied. */
export function marksOf(metadata: ObjectMeta): ObjectMeta {
  const { namespace, name, uid, resourceVersion, annotations, managedFields = [] } = metadata;
  return {
    ...short({ namespace, name, uid, resourceVersion }),
    annotations: {
      ...short({
        [clusterAnnotation]: annotations?.[clusterAnnotation],
        [validUntilAnnotation]: annotations?.[validUntilAnnotation],
        [contentsAnnotation]: annotations?.[contentsAnnotation],
      }),
      ...short({ [besideAnnotation]: annotations?.[besideAnnotation] }, longestBeside),
    },
    managedFields: managedFields.flatMap(({ manager, operation, fieldsV1 }) => {
      const data = fieldsV1?.['f:data'];
      if (data === undefined) return [];
      const keys = Object.fromEntries(Object.keys(data).map((key) => [key, {}]));
      return { ...short({ manager, operation }), fieldsV1: { 'f:data': keys } };
    }),
  };
}

/** If the server is not an API server, a value typed as a string may be anything. */
function short<K extends string>(texts: Record<K, unknown>, most = longest): Partial<Record<K, string>> {
  const isShort = (text: unknown) => typeof text === 'string' && text.length <= most;
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => isShort(text))) as Partial<
    Record<K, string>
  >;
}
