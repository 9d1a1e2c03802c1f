import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterSpec } from '../clusters/spec.ts';
import type { Cidr } from '../kubeconfig/address.ts';
import type { KubernetesApi } from '../kubernetes/api.ts';
import { connect } from '../kubernetes/connect.ts';
import { hidingIn } from '../redaction/hidingIn.ts';
import type { Tokens } from '../registries/tokens.ts';
import { asFailure } from '../targets/eachNamespace.ts';
import { askAccounts } from './askAccounts.ts';
import { askDryRuns } from './askDryRuns.ts';
import { askOwn } from './askOwn.ts';
import { askPermissions, type Limits } from './askPermissions.ts';
import { askTargets } from './askTargets.ts';
import { askWishes } from './askWishes.ts';
import { type Candidate, type ClusterFindings, type Findings, nothingAsked } from './findings.ts';
import { mintTokens } from './mintTokens.ts';
import { namespacesOf } from './namespacesOf.ts';

/** What the checks need outside of themselves. */
export interface PreflightWorld {
  /** Mints anew for each preflight: a token from an hour ago proves nothing of the role as it is now. */
  freshTokens(): Tokens;
  allowedCidrs: readonly Cidr[];
  /** Epoch milliseconds. */
  now(): number;
}

const chance = { random: Math.random, sleep };

/** Requests to the API server in flight at most. */
export const concurrency = 16;

/**
 * Tries what a push would need, and writes nothing. What is not known by `deadline` (epoch milliseconds)
 * is named as unknown. Never throws for what it finds.
 */
export async function preflight(
  world: PreflightWorld,
  cluster: Candidate,
  deadline: number,
): Promise<Findings> {
  // The registries have nothing to do with the cluster: whoever mends one thing should learn of the other.
  const [registries, found] = await Promise.all([
    mintTokens(world.freshTokens(), cluster.spec.registries, { deadline, now: world.now }),
    askCluster(world, cluster, deadline),
  ]);
  return { ...found, registries };
}

async function askCluster(
  { allowedCidrs, now }: PreflightWorld,
  { spec, kubeconfig }: Candidate,
  deadline: number,
): Promise<ClusterFindings> {
  try {
    const { api, close, redactor } = connect(kubeconfig, {
      deadline,
      allowedCidrs,
      concurrency,
      requestTimeout: 8_000,
      now,
    });
    try {
      const identity = await askIdentity(api);
      const found = {
        contact: { identity },
        ...(await askAll(api, spec, { deadline, now, concurrency })),
      };
      return hidingIn(found, (text) => redactor.hide(text));
    } finally {
      close();
    }
  } catch (error) {
    return { contact: { failure: asFailure(error).report() }, ...nothingAsked };
  }
}

async function askAll(
  api: KubernetesApi,
  spec: ClusterSpec,
  limits: Limits,
): Promise<Omit<ClusterFindings, 'contact'>> {
  const { targets } = spec;
  const namesOf = namespacesOf(api);
  const asked = await askPermissions(api, targets, namesOf, limits);
  return {
    ...asked,
    ...(await askTargets(targets, namesOf)),
    wishes: await askWishes(api, targets, limits),
    own: await askOwn(api, targets, limits),
    accounts: await askAccounts(api, targets, namesOf, asked.missing, limits),
    dryRuns: await askDryRuns(api, spec, namesOf, asked.missing, { ...limits, ...chance }),
  };
}

/** Empty where the API server is older than SelfSubjectReview (Kubernetes 1.28), or does not grant it. */
async function askIdentity(api: KubernetesApi): Promise<string> {
  try {
    return await api.whoAmI();
  } catch (error) {
    const failure = asFailure(error);
    if (failure.status === 404 || failure.status === 403) return '';
    throw failure;
  }
}
