import type { Identity } from '../../shared/rbac/identity.ts';
import { identityValue } from '../../shared/rbac/labels.ts';
import { unexpected } from '../bootstrap/rbac/answers.ts';
import { ownerOf } from '../bootstrap/rbac/ownership.ts';
import { type Asking, accountOf } from '../bootstrap/rbac/plan.ts';
import { read } from '../bootstrap/rbac/read.ts';
import { CommandError } from '../program/errors.ts';

/**
 * Set on a service account that was made to replace another, with that one's `NAMESPACE.NAME`, so that after an
 * interrupted revocation the old one is found again.
 */
export const replacesAnnotation = 'pullpass.io/replaces';

const mostTried = 50;

/** A service account in the cluster; undefined if it does not exist. */
export async function readAccount(api: Asking, identity: Identity) {
  const { found, answer } = await read(api, accountOf(identity));
  if (answer.status === 404) return undefined;
  if (found === undefined)
    throw unexpected(`read the service account ${identity.namespace}/${identity.name}`, answer);
  const { annotations } = found.metadata as { annotations?: Record<string, string> };
  return { owner: ownerOf(found, identity), replaces: annotations?.[replacesAnnotation] };
}

/** `pullpass`, `pullpass-2`, `pullpass-3`. Pure. */
function successorOf({ namespace, name }: Identity): Identity {
  const [, base = name, count = '1'] = /^(.*[^-])-([2-9]|[1-9]\d{1,3})$/.exec(name) ?? [];
  return { namespace, name: `${base}-${Number(count) + 1}` };
}

/**
 * The service account that should replace this one: the first of its successors that does not exist, or that an
 * interrupted revocation of this one has made. Skips any other existing one: it may belong to another registration.
 */
export async function nextIdentity(api: Asking, old: Identity): Promise<Identity> {
  let next = old;
  for (let tried = 0; tried < mostTried; tried += 1) {
    next = successorOf(next);
    const account = await readAccount(api, next);
    if (account === undefined) return next;
    if (account.owner === 'this' && account.replaces === identityValue(old)) return next;
  }
  throw new CommandError(
    `There are already ${mostTried} service accounts after ${old.namespace}/${old.name}.`,
    {
      remedy: `Delete those that nothing uses: oc get serviceaccounts -n ${old.namespace}`,
    },
  );
}

/** The identity in a label or annotation; undefined if it was shortened, or is not an identity. Pure. */
export function identityOf(value: string | undefined): Identity | undefined {
  const [, namespace, name] = /^([a-z0-9-]+)\.([a-z0-9.-]+)$/.exec(value ?? '') ?? [];
  return namespace === undefined || name === undefined ? undefined : { namespace, name };
}
