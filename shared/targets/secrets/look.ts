import type { V1ObjectMeta } from '@kubernetes/client-node/dist/gen/models/V1ObjectMeta.js';
import { isHidden } from '../../kubernetes/seen.ts';
import type { TargetContext } from '../kind.ts';
import { listOwned } from './listOwned.ts';
import { metadataOf } from './removeSecret.ts';

/** Where secrets of one name exist. */
export interface Look {
  /** The namespaces that have one; undefined if they may not be listed: then ask each namespace. */
  listed: ReadonlyMap<string, V1ObjectMeta> | undefined;
  /** The metadata in one namespace; undefined if there is none. Throws a Failure. */
  in(namespace: string): Promise<V1ObjectMeta | undefined>;
  /** The same, but `hidden` if PullPass has no right to see it. */
  ifVisible(namespace: string): Promise<V1ObjectMeta | undefined | 'hidden'>;
}

/**
 * Uses one list, if permitted: it shows the secrets wherever they are. Throws a Failure if the cluster does not answer.
 */
export async function lookFor(context: Pick<TargetContext, 'api'>, name: string): Promise<Look> {
  const listed = await listOwned(context, name);
  const look = async (namespace: string) =>
    listed === undefined ? metadataOf(context, namespace, name) : listed.get(namespace);
  return {
    listed,
    in: look,
    ifVisible: async (namespace) => {
      try {
        return await look(namespace);
      } catch (error) {
        if (isHidden(error, { resource: 'secrets', name })) return 'hidden';
        throw error;
      }
    },
  };
}
