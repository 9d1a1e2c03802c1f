import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import type { Identity } from '../../shared/rbac/identity.ts';
import type { Commented } from '../../shared/rbac/manifestsOf.ts';
import type { Rule } from '../../shared/rbac/rules.ts';
import { userNameOf } from '../../shared/rbac/serviceAccountIn.ts';
import { type AdminApi, adminApi } from '../admin/adminApi.ts';
import type { AdminContext } from '../admin/loadContext.ts';
import { whoAmI } from '../admin/whoAmI.ts';
import { poll } from '../poll.ts';
import { CommandError } from '../program/errors.ts';
import type { Watching } from '../program/io.ts';
import { type Attributes, access, attributesOf } from './rbac/holds.ts';

/** Each API server learns of new accounts and bindings a moment later: how long to wait for it, and between two looks. */
const [patienceSeconds, betweenMs] = [10, 250];

/**
 * Signs in with the new token, over the admin's way, and waits until the last binding has taken effect. Rejects with a
 * CommandError if the user is not the service account. The preflight tries its rights.
 */
export async function tryToken(
  context: AdminContext,
  token: string,
  { identity, wanted }: { identity: Identity; wanted: readonly Commented[] },
  watching: Watching,
): Promise<void> {
  const api = await adminApi(withToken(context, token), watching.signal);
  try {
    await isItself(api, identity, watching);
    await counts(api, wanted, watching);
  } finally {
    api.close();
  }
}

/** The same server, with a token as the sign-in. */
export function withToken({ name, config }: AdminContext, token: string): AdminContext {
  const cluster = config.getCurrentCluster();
  const own = new KubeConfig();
  own.loadFromOptions({
    clusters: cluster === null ? [] : [{ ...cluster, name: 'cluster' }],
    users: [{ name: 'pullpass', token }],
    contexts: [{ name: 'pullpass', cluster: 'cluster', user: 'pullpass' }],
    currentContext: 'pullpass',
  });
  return { name, config: own };
}

async function isItself(api: AdminApi, identity: Identity, watching: Watching): Promise<void> {
  const expected = userNameOf(identity);
  const accepted = await poll(
    patienceSeconds,
    watching,
    async () => {
      const { username, answer } = await whoAmI(api);
      return answer.status !== 401 && { username };
    },
    betweenMs,
  );
  // If the user name stays unknown, the preflight finds out.
  if (accepted !== undefined && (accepted.username ?? expected) === expected) return;
  throw new CommandError(
    accepted === undefined
      ? 'The API server refuses the token that it has just issued (401).'
      : `The new token signs in as ${accepted.username}, and not as ${expected}.`,
    {
      remedy: 'Find out what signs in before the API server, such as a proxy that puts its own user there.',
    },
  );
}

async function counts(api: AdminApi, wanted: readonly Commented[], watching: Watching): Promise<void> {
  const last = lastGranted(wanted);
  if (last === undefined) return;
  await poll(patienceSeconds, watching, async () => (await access(api, last)) !== 'denied', betweenMs);
}

/** The first right of the last role. */
function lastGranted(wanted: readonly Commented[]): Attributes | undefined {
  const role = wanted.map(({ manifest }) => manifest).findLast(({ kind }) => kind.endsWith('Role'));
  const [rule] = (role?.['rules'] ?? []) as Rule[];
  return rule && attributesOf(rule, role?.metadata.namespace)[0];
}
