import type { KubeList } from './list.ts';
import type { KubeObject } from './objects.ts';
import { failure } from './status.ts';

/** What the client accepts: whole objects, or their metadata only. */
export type Presentation = 'whole' | 'PartialObjectMetadata' | 'PartialObjectMetadataList';

const json = new Set(['application/json', 'application/*', '*/*', 'application/yaml']);

/** The first media type of an Accept header that the API can answer with. */
export function presentationOf(accept: string | undefined): Presentation {
  for (const range of (accept || '*/*').split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    const values = new Map(parameters.map((part) => part.split('=', 2) as [string, string]));
    const as = values.get('as');
    if (!json.has(type)) continue;
    if (as === undefined) return 'whole';
    const isMeta = values.get('g') === 'meta.k8s.io' && values.get('v') === 'v1';
    if (isMeta && (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList')) return as;
  }
  const types = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';
  throw failure(406, {
    message: `406: Not Acceptable\n\nAvailable representations: ${types}`,
    reason: 'NotAcceptable',
    details: {},
  });
}

const notAcceptable = (message: string) => failure(406, { message, reason: 'NotAcceptable' });

const partial = ({ metadata }: KubeObject) => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata,
});

export function presentObject(object: KubeObject, as: Presentation): unknown {
  if (as === 'whole') return object;
  if (as === 'PartialObjectMetadata') return partial(object);
  throw notAcceptable(
    `you requested PartialObjectMetadataList, but the requested object is not a list (*core.${object.kind})`,
  );
}

export function presentList(list: KubeList, as: Presentation): unknown {
  if (as === 'whole') return list;
  if (as === 'PartialObjectMetadata') {
    throw notAcceptable(
      `you requested PartialObjectMetadata, but the requested object is a list (*core.${list.kind})`,
    );
  }
  return {
    kind: 'PartialObjectMetadataList',
    apiVersion: 'meta.k8s.io/v1',
    metadata: list.metadata,
    // Go's empty slice: here the API server writes null, but not in a whole list.
    items: list.items.length > 0 ? list.items.map(partial) : null,
  };
}
