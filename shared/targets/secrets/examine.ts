import { ApiStatusFailure } from '../../kubernetes/failures.ts';
import type { Examination, ExaminationContext, SeenSecret } from '../kind.ts';
import { isLinked } from '../serviceAccounts/links.ts';
import { listUnlinked } from '../serviceAccounts/listUnlinked.ts';
import { decideRepair, endOf } from './decideRepair.ts';
import { listOwned } from './listOwned.ts';
import { contentsAnnotation } from './ownership.ts';
import { isOpen, type SecretsHeld, type SecretsPlan } from './plan.ts';

/** From so many namespaces on, a list costs less than to ask for each. */
const many = 16;

/**
 * Tells of every secret of the target whether it is as PullPass wrote it for this cluster, carries what it should carry
 * now and has not ended, and whether the service accounts that are there name it. The metadata tells all of this.
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
        async () => (await secretsListed(name))?.get(namespace),
        async () => (await api.readSecretMetadata(namespace, name)).metadata ?? {},
        async () => (await secretsListed(name)) !== undefined,
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

    /** No pod can run as an account that is not there. */
    unlinked: (namespace, account) =>
      seen(
        async () => (await accountsListed(account))?.get(namespace),
        async () => {
          const found = await api.readServiceAccount(namespace, account);
          return names.filter((name) => !isLinked(found, name));
        },
        async () => (await accountsListed(account)) !== undefined,
      ),
  };

  /** What is listed or read; undefined if it is not there. Throws a Failure where neither is granted. */
  async function seen<T>(
    listed: () => Promise<T | undefined>,
    read: () => Promise<T | undefined>,
    isListed: () => Promise<boolean>,
  ): Promise<T | undefined> {
    if (lists && (await isListed())) return listed();
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof ApiStatusFailure)) throw error;
      if (error.status === 404) return undefined;
      if (error.status === 403 && mayList && (await isListed())) return listed();
      throw error;
    }
  }
}

/**
 * When what was written of this very spec ends, in epoch milliseconds; Infinity where not all was. A secret that does not
 * say what it carries, as versions wrote it that noted none of that, is of this spec where it ends no sooner.
 */
function servedUntil({ servedAt, heldUntil }: ExaminationContext): number {
  return servedAt === undefined ? Number.POSITIVE_INFINITY : (heldUntil ?? Number.POSITIVE_INFINITY);
}

/** Asks once for each name. */
function once<T>(ask: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const asked = new Map<string, Promise<T>>();
  return (name) => {
    const known = asked.get(name) ?? ask(name);
    asked.set(name, known);
    return known;
  };
}
