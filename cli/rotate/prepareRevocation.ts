import { grantsOf } from '../../shared/rbac/grantsOf.ts';
import type { Identity } from '../../shared/rbac/identity.ts';
import { identityValue } from '../../shared/rbac/labels.ts';
import { type Commented, manifestsOf } from '../../shared/rbac/manifestsOf.ts';
import type { AdminApi } from '../admin/adminApi.ts';
import type { Client, Cluster } from '../api/client.ts';
import { asCommandError } from '../bootstrap/asCommandError.ts';
import { may } from '../bootstrap/rbac/holds.ts';
import { mayGrant } from '../bootstrap/rbac/mayGrant.ts';
import type { Lack, RbacPlan } from '../bootstrap/rbac/plan.ts';
import { planRbac } from '../bootstrap/rbac/planRbac.ts';
import { refuseAnother } from '../bootstrap/refuseAnother.ts';
import { whoAndWhere } from '../bootstrap/whoAndWhere.ts';
import { CommandError } from '../program/errors.ts';
import { identityInUse } from './identityInUse.ts';
import { identityOf, nextIdentity, readAccount, replacesAnnotation } from './nextIdentity.ts';

/** Everything that was found, and what to do. Nothing has changed yet. */
export interface Revocation {
  registered: Cluster;
  next: Identity;
  /** The one in use, and those it replaced that still exist. */
  old: Identity[];
  wanted: Commented[];
  plan: RbacPlan;
  lacks: Lack[];
}

/** Rejects with a CommandError if it cannot be done: nothing was made then. */
export async function prepareRevocation(
  name: string,
  context: string,
  { client, api, say }: { client: Client; api: AdminApi; say: (text: string) => void },
): Promise<Revocation> {
  const registered = await client.get(name);
  const inUse = identityInUse(registered);
  say('Asking who else uses this identity');
  refuseSharing(registered, await client.list());
  return asCommandError(async () => {
    say('Comparing what the targets need with what is there');
    refuseAnother(name, registered, await whoAndWhere(api, context), context);
    const old = await chainOf(api, inUse, name);
    const next = await nextIdentity(api, inUse);
    for (const each of old) await refuseKept(api, each);
    const { targets, renew = false } = registered;
    const wanted = manifestsOf(grantsOf(targets), next, { renews: renew }).map(replacing(next, inUse));
    const plan = await planRbac(api, wanted, next);
    return { registered, next, old, wanted, plan, lacks: await mayGrant(api, plan) };
  });
}

/** Throws a CommandError if another name in the fleet has, or may have, a token of the same service account. */
function refuseSharing(registered: Cluster, all: readonly Cluster[]): void {
  const { identity, server, cluster } = registered.status.kubeconfig;
  const [other] = all.filter(({ name, status: { kubeconfig } }) => {
    const isSame =
      cluster !== undefined && kubeconfig.cluster !== undefined
        ? kubeconfig.cluster === cluster
        : kubeconfig.server === server;
    const mayBe = kubeconfig.identity === undefined || kubeconfig.identity === identity;
    return name !== registered.name && isSame && mayBe;
  });
  if (other === undefined) return;
  if (other.status.kubeconfig.identity === undefined)
    throw new CommandError(
      `It is unknown whose credential ${other.name} uses, which is the same cluster: that credential may end, too. Nothing was made.`,
      { remedy: `Register its kubeconfig again, with the preflight: pullpass rotate ${other.name}` },
    );
  throw new CommandError(
    `${other.name} is the same cluster and uses the same service account: its token would end, too. Nothing was made.`,
    {
      remedy: `Give it one of its own first: pullpass bootstrap ${other.name} --identity NAMESPACE/NAME`,
    },
  );
}

/** The identity in use, and what it replaced in an interrupted revocation. */
async function chainOf(api: AdminApi, inUse: Identity, name: string): Promise<Identity[]> {
  const chain: Identity[] = [];
  for (let at: Identity | undefined = inUse; at !== undefined && chain.length < mostReplaced; ) {
    const account = await readAccount(api, at);
    if (account === undefined && at !== inUse) break;
    if (account !== undefined && account.owner !== 'this') {
      if (at !== inUse) break;
      throw new CommandError(
        `The service account ${at.namespace}/${at.name} was not made by pullpass bootstrap. Others may use it, so it is not deleted. Nothing was made.`,
        {
          remedy: `Run pullpass bootstrap ${name}, which makes one of its own. Then delete this one yourself: oc delete serviceaccount ${at.name} -n ${at.namespace}`,
        },
      );
    }
    chain.push(at);
    at = identityOf(account?.replaces);
  }
  return chain;
}

const mostReplaced = 10;

async function refuseKept(api: AdminApi, { namespace, name }: Identity): Promise<void> {
  const attributes = { verb: 'delete', group: '', resource: 'serviceaccounts', name, namespace };
  if (await may(api, attributes)) return;
  throw new CommandError(
    `You may not delete the service account ${namespace}/${name}, so its tokens would stay valid. Nothing was made.`,
    {
      remedy: `It needs delete on serviceaccounts in the namespace ${namespace}: ask somebody with this right to run it.`,
    },
  );
}

const replacing =
  (next: Identity, old: Identity) =>
  (each: Commented): Commented => {
    const { manifest } = each;
    if (manifest.kind !== 'ServiceAccount' || manifest.metadata.name !== next.name) return each;
    const metadata = { ...manifest.metadata, annotations: { [replacesAnnotation]: identityValue(old) } };
    return { ...each, manifest: { ...manifest, metadata } };
  };
