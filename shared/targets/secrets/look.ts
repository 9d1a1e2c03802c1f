import { isHidden } from '../../kubernetes/apiErrors.ts';
import type { ObjectMeta } from '../../kubernetes/objects.ts';
import type { TargetContext } from '../kind.ts';
import { listOwned } from './listOwned.ts';

/** Where secrets of one name exist. */
export interface Look {
  /** The namespaces that have one; undefined if they may not be listed: then ask each namespace. */
  listed: ReadonlyMap<string, ObjectMeta> | undefined;
  /** The metadata in one namespace; undefined if there is none. Throws a Failure. */
  in(namespace: string): Promise<ObjectMeta | undefined>;
  /** The same, but `hidden` if PullPass has no right to see it. */
  ifVisible(namespace: string): Promise<ObjectMeta | undefined | 'hidden'>;
}

/**
 * Uses one list, if permitted: it shows the secrets wherever they are. Throws a Failure if the cluster does not answer.
 */
export async function lookFor(context: Pick<TargetContext, 'api'>, name: string): Promise<Look> {
  const listed = await listOwned(context, name);
  const look = async (namespace: string) =>
    listed === undefined ? context.api.readSecretMetadata({ namespace, name }) : listed.get(namespace);
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
