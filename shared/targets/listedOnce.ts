import type { KubernetesApi } from '../kubernetes/api.ts';

export type ListNamespaces = KubernetesApi['listNamespaces'];

/**
 * Lists namespaces once for each label selector, however many targets use it. A list that failed is requested again.
 */
export function listedOnce(api: Pick<KubernetesApi, 'listNamespaces'>): ListNamespaces {
  const lists = new Map<string | undefined, ReturnType<ListNamespaces>>();
  return (labelSelector) => {
    const known = lists.get(labelSelector);
    if (known !== undefined) return known;
    const listing = api.listNamespaces(labelSelector);
    lists.set(labelSelector, listing);
    listing.catch(() => lists.delete(labelSelector));
    return listing;
  };
}
