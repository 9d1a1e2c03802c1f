import { type Ends, never } from '../../ends.ts';
import { isForbidden, isNotFound } from '../../kubernetes/apiErrors.ts';
import type { Examination, ExaminationContext, SeenSecret } from '../kind.ts';
import { isLinked } from '../serviceAccounts/links.ts';
import { listUnlinked } from '../serviceAccounts/listUnlinked.ts';
import { decideRepair, endOf } from './decideRepair.ts';
import { listOwned } from './listOwned.ts';
import { contentsAnnotation } from './ownership.ts';
import { isOpen, type SecretsHeld, type SecretsPlan } from './plan.ts';

/** From this many namespaces on, one list costs less than a request for each. */
const many = 16;

/**
 * Reports for every secret of the target whether it is as PullPass wrote it for this cluster, has the content it should
 * have now and has not expired, and whether the existing service accounts name it. Reads only metadata.
 */
export function examine(
  { spec, secrets, contents }: SecretsHeld & Pick<SecretsPlan, 'contents'>,
  namespaces: number,
  context: ExaminationContext,
): Examination {
  const { api, cluster, now } = context;
  const mayList = isOpen(spec);
  const names = secrets.map(({ name }) => name);
  const keysOf = new Map(secrets.map(({ name, keys }) => [name, keys]));
  const secretsListed = once((name) => listOwned(context, name));
  const accountsListed = once((name) => listUnlinked(context, name, names));
  const lists = mayList && namespaces > many;

  return {
    async secret(namespace, name): Promise<SeenSecret> {
      const metadata = await seen(
        namespace,
        () => secretsListed(name),
        () => api.readSecretMetadata({ namespace, name }),
      );
      if (metadata === undefined) return { as: 'missing', because: 'does not exist' };
      const until = endOf(metadata);
      const carried = metadata.annotations?.[contentsAnnotation];
      const noSooner = carried === undefined ? servedUntil(context) : 0;
      const heldUntil = Math.max(now() + 1, noSooner);
      const because = decideRepair(metadata, keysOf.get(name) ?? [], { cluster, heldUntil });
      if (because !== undefined)
        return { as: 'wrong', because: until <= now() ? 'has ended' : because, until };
      if (carried !== undefined && carried !== contents.get(name))
        return {
          as: 'wrong',
          because: 'still carries the labels or annotations of an earlier version of the target',
          until,
        };
      return { as: 'written', until };
    },

    /** No pod can run under an account that does not exist. */
    unlinked: (namespace, account) =>
      seen(
        namespace,
        () => accountsListed(account),
        async () => {
          const found = await api.readServiceAccount({ namespace, name: account });
          return names.filter((name) => !isLinked(found, name));
        },
      ),
  };

  /** The listed or read metadata; undefined if the object does not exist. Throws a Failure if neither is permitted. */
  async function seen<T>(
    namespace: string,
    list: () => Promise<ReadonlyMap<string, T> | undefined>,
    read: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const listed = lists ? await list() : undefined;
    if (listed !== undefined) return listed.get(namespace);
    try {
      return await read();
    } catch (error) {
      if (isNotFound(error)) return undefined;
      const instead = isForbidden(error) && mayList ? await list() : undefined;
      if (instead === undefined) throw error;
      return instead.get(namespace);
    }
  }
}

/**
 * When the secrets written for this version of the spec expire; `never` if not all were written. Older versions noted no
 * content digest: such a secret counts as written for this version if it expires no earlier.
 */
function servedUntil({ servedAt, heldUntil }: ExaminationContext): Ends {
  return servedAt === undefined ? never : (heldUntil ?? never);
}

/** Calls `ask` once for each name. */
function once<T>(ask: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const asked = new Map<string, Promise<T>>();
  return (name) => {
    const known = asked.get(name) ?? ask(name);
    asked.set(name, known);
    return known;
  };
}
