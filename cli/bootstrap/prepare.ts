import type { Check } from '../../shared/api/schemas.ts';
import type { ClusterSpec } from '../../shared/clusters/spec.ts';
import { grantsOf } from '../../shared/rbac/grantsOf.ts';
import type { Identity } from '../../shared/rbac/identity.ts';
import { type Commented, manifestsOf } from '../../shared/rbac/manifestsOf.ts';
import type { AdminApi } from '../admin/adminApi.ts';
import type { Client, Cluster, DryRun } from '../api/client.ts';
import { type Difference, differences } from '../fleetfile/change/differences.ts';
import { CommandError } from '../program/errors.ts';
import type { Address, Ways } from './addresses.ts';
import { asCommandError } from './asCommandError.ts';
import { type CredentialDecision, decideCredential } from './decideCredential.ts';
import { defaultIdentity } from './defaultIdentity.ts';
import { type Description, wantedSpec } from './description.ts';
import { findAddress } from './findAddress.ts';
import { mayGrant } from './rbac/mayGrant.ts';
import type { Lack, RbacPlan } from './rbac/plan.ts';
import { planRbac } from './rbac/planRbac.ts';
import { refuseAnother } from './refuseAnother.ts';
import { refuseShared } from './refuseShared.ts';
import { whoAndWhere } from './whoAndWhere.ts';

/** What was requested. */
export interface Wish {
  description: Description;
  context: string;
  ways: Omit<Ways, 'named'>;
  /** Undefined: the usual one, or the one that replaced it. */
  identity: Identity | undefined;
  /** The token's life in seconds. */
  life: number;
}

/** Everything that was found, and what to do. Nothing has changed yet. */
export interface Prepared {
  name: string;
  spec: ClusterSpec;
  registered: Cluster | undefined;
  address: Address;
  identity: Identity;
  life: number;
  /** UID of the namespace kube-system. */
  uid: string | undefined;
  checks: Check[];
  wanted: Commented[];
  plan: RbacPlan;
  lacks: Lack[];
  credential: CredentialDecision;
  /** Fields that differ from the registration; empty if it is not registered. */
  differs: Difference[];
  /** What these do in the cluster; absent if nothing differs. */
  change: DryRun | undefined;
}

export interface World {
  client: Client;
  api: AdminApi;
  now: () => number;
  say(text: string): void;
}

/** Looks at everything. Rejects with a CommandError if it cannot be done: nothing was made then. */
export async function prepare(wish: Wish, { client, api, now, say }: World): Promise<Prepared> {
  const { description, context, life } = wish;
  const { name } = description;
  const registered = await client.find(name);
  if (registered?.status.phase === 'Deregistering')
    throw new CommandError(`${name} is being deregistered.`, {
      remedy: `Wait until it is gone: pullpass get ${name} shows how far it is.`,
    });
  const spec = wantedSpec(description, registered);
  say('Asking the cluster who you are');
  const found = await asCommandError(() => whoAndWhere(api, context));
  refuseAnother(name, registered, found, context);
  say('Asking PullPass whether it reaches the cluster');
  const { address, checks } = await findAddress(client, { ...wish.ways, named: found.addresses }, spec.site);
  const identity = wish.identity ?? (await asCommandError(() => defaultIdentity(api, registered)));
  say('Comparing what the targets need with what is there');
  const wanted = manifestsOf(grantsOf(spec.targets), identity, { renews: true });
  const plan = await asCommandError(() => planRbac(api, wanted, identity));
  if (plan.removes.length + plan.changes.length > 0)
    refuseShared(name, identity, found.uid, await client.list());
  const lacks = await asCommandError(() => mayGrant(api, plan));
  const credential = decideCredential(registered, { identity, address, now: now() });
  const differs = registered === undefined ? [] : differences(specIn(registered), spec);
  return {
    name,
    spec,
    registered,
    address,
    identity,
    life,
    uid: found.uid,
    checks: [identityCheck(found.username, context), ...checks],
    wanted,
    plan,
    lacks,
    credential,
    differs,
    // Without the preflight: a new credential is tried once it exists, and RBAC may still be missing.
    change: differs.length === 0 ? undefined : await client.tryPut(spec, { preflight: false }),
  };
}

function specIn({ status: _, version: __, notices: ___, ...spec }: Cluster) {
  return spec;
}

function identityCheck(username: string | undefined, context: string): Check {
  return username === undefined
    ? {
        check: 'identity',
        result: 'unchecked',
        message: `The API server does not say whom the context ${context} signs in as.`,
      }
    : { check: 'identity', result: 'passed', message: `The context ${context} signs in as ${username}.` };
}
