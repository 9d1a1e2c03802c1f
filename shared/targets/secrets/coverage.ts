import { ApiStatusFailure } from '../../kubernetes/failures.ts';
import type { Coverage, TargetContext } from '../kind.ts';
import { isLinked } from '../serviceAccounts/links.ts';
import { listUnlinked } from '../serviceAccounts/listUnlinked.ts';
import { decideRepair } from './decideRepair.ts';
import type { SecretOutline } from './draft.ts';
import { listOwned } from './listOwned.ts';
import { contentsAnnotation } from './ownership.ts';
import { isOpen, type SecretsHeld, type SecretsPlan } from './plan.ts';

/** From so many namespaces on, a list costs less than to ask for each. */
const many = 16;

/** What is asked of the cluster as it was last served, and of the clock. */
export type CoverageContext = Pick<
  TargetContext,
  'api' | 'cluster' | 'registries' | 'now' | 'servedAt' | 'heldUntil'
>;

/**
 * Tells where, of the namespaces in which something failed, every secret of the target is as PullPass wrote it for this
 * cluster, carries what it should carry now, has not ended, and is linked to the service accounts that are there. The
 * metadata tells all of this. What may neither be read nor listed counts as not there.
 */
export async function coverage(
  { spec, secrets, accounts, contents }: SecretsHeld & Pick<SecretsPlan, 'contents'>,
  namespaces: number,
  context: CoverageContext,
): Promise<Coverage> {
  const { api, cluster, now } = context;
  const mayList = isOpen(spec);
  const names = secrets.map(({ name }) => name);
  const secretsListed = once((name) => listOwned(context, name));
  const accountsListed = once((name) => listUnlinked(context, name, names));
  const lists = mayList && namespaces > many;

  return async (namespace, written) => {
    if (!written) for (const secret of secrets) if (!(await isThere(namespace, secret))) return false;
    for (const { name } of accounts) if (!(await isLinkedToAll(namespace, name))) return false;
    return true;
  };

  async function isThere(namespace: string, { name, keys }: SecretOutline): Promise<boolean> {
    const metadata = await seen(
      async () => (await secretsListed(name))?.get(namespace),
      async () => (await api.readSecretMetadata(namespace, name)).metadata,
      async () => (await secretsListed(name)) !== undefined,
    );
    if (metadata === undefined) return false;
    const carried = metadata.annotations?.[contentsAnnotation];
    if (carried !== undefined && carried !== contents.get(name)) return false;
    const noSooner = carried === undefined ? servedUntil(context) : 0;
    return decideRepair(metadata, keys, { cluster, heldUntil: Math.max(now() + 1, noSooner) }) === undefined;
  }

  /** No pod can run as an account that is not there. */
  async function isLinkedToAll(namespace: string, account: string): Promise<boolean> {
    const missing = await seen(
      async () => (await accountsListed(account))?.get(namespace),
      async () => {
        const found = await api.readServiceAccount(namespace, account);
        return names.filter((name) => !isLinked(found, name));
      },
      async () => (await accountsListed(account)) !== undefined,
    );
    return missing === undefined || missing.length === 0;
  }

  /** What is listed or read; undefined where it is not there. Throws a Failure where neither is granted. */
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
function servedUntil({ servedAt, heldUntil }: CoverageContext): number {
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
