import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterSpec } from '../clusters/spec.ts';
import { asFailure, Failure } from '../failure.ts';
import type { Kubeconfig } from '../kubeconfig/kubeconfig.ts';
import type { KubernetesApi } from '../kubernetes/api.ts';
import { connect } from '../kubernetes/connect.ts';
import { anonymous, nobodyRemedy, takenForNobody } from '../kubernetes/refusedCredential.ts';
import type { Cidr } from '../network/cidr.ts';
import { hidingIn } from '../redaction/hidingIn.ts';
import type { Tokens } from '../registries/tokens.ts';
import { advice } from '../targets/advice.ts';
import type { Limits } from './ask.ts';
import { askAccounts } from './askAccounts.ts';
import { askCredential } from './askCredential.ts';
import { askDryRuns } from './askDryRuns.ts';
import { askHeld } from './askHeld.ts';
import { askIdentity } from './askIdentity.ts';
import { askOwn } from './askOwn.ts';
import { askPermissions } from './askPermissions.ts';
import { askRenewal } from './askRenewal.ts';
import { askServer } from './askServer.ts';
import { askTargets } from './askTargets.ts';
import { askWishes } from './askWishes.ts';
import {
  type Candidate,
  type ClusterFindings,
  type Findings,
  nothingAsked,
  type Served,
  type ServerFinding,
} from './findings.ts';
import { mintTokens } from './mintTokens.ts';
import { type NamesOf, namespacesOf } from './namespacesOf.ts';

/** What the checks need from outside. */
export interface PreflightWorld {
  /** Makes new tokens for each preflight: an hour-old token proves nothing about the role as it is now. */
  freshTokens(): Tokens;
  allowedCidrs: readonly Cidr[];
  /** Epoch milliseconds. */
  now(): number;
}

const chance = { random: Math.random, sleep };

/** Most requests to the API server in flight. */
const concurrency = 16;

/**
 * Tries what a push needs, and writes nothing. What is still unknown at `deadline` (epoch milliseconds) is reported as
 * unknown. Never throws because of what it finds.
 *
 * @param served how pushes left the cluster; given for a registered one: then the check also looks at what they wrote
 */
export async function preflight(
  world: PreflightWorld,
  cluster: Candidate,
  deadline: number,
  served?: Served,
): Promise<Findings> {
  // The registries do not depend on the cluster: somebody who repairs one should learn of the other too.
  const [registries, found] = await Promise.all([
    mintTokens(world.freshTokens(), cluster.spec.registries, { deadline, now: world.now }),
    askCluster(world, cluster, deadline, served),
  ]);
  return { ...found, registries };
}

async function askCluster(
  { allowedCidrs, now }: PreflightWorld,
  { spec, kubeconfig }: Candidate,
  deadline: number,
  served: Served | undefined,
): Promise<ClusterFindings> {
  const { proxyUrl } = kubeconfig;
  const way = proxyUrl === undefined ? {} : { proxy: new URL(proxyUrl).host };
  const limits = { deadline, now, concurrency };
  let server: ServerFinding | undefined;
  let hide = (text: string) => text;
  try {
    const { api, close, redactor } = connect(kubeconfig, {
      advice,
      deadline,
      allowedCidrs,
      concurrency,
      requestTimeout: 8_000,
      now,
    });
    hide = (text) => redactor.hide(text);
    try {
      const asking = askIdentity(api);
      if (served !== undefined) {
        const [, shown] = await Promise.allSettled([asking, askServer(kubeconfig, allowedCidrs, limits)]);
        if (shown.status === 'fulfilled') server = hidingIn(shown.value, hide);
      }
      const { self, ...contact } = await asking;
      if (contact.identity === anonymous) throw nobody(kubeconfig);
      const [credential, renewal, asked] = await Promise.all([
        askCredential(api, self, limits),
        spec.renew ? askRenewal(api, kubeconfig, self, limits) : undefined,
        askAll(api, spec, limits, served),
      ]);
      const found = {
        contact,
        ...way,
        ...(server !== undefined && { server }),
        credential,
        ...(renewal !== undefined && { renewal }),
        ...asked,
      };
      return hidingIn(found, hide);
    } finally {
      close();
    }
  } catch (error) {
    const failure = asFailure(error);
    return {
      contact: { failure: hidingIn(failure.report(), hide), ...(failure.ofProxy && { ofProxy: true }) },
      ...way,
      ...(server !== undefined && { server }),
      ...nothingAsked,
    };
  }
}

/** Some clusters let nobody ask for their user name. */
function nobody({ credential }: Kubeconfig): Failure {
  return new Failure('unauthorized', `The API server ${takenForNobody}`, {
    remedy: nobodyRemedy('clientKey' in credential),
  });
}

async function askAll(
  api: KubernetesApi,
  spec: ClusterSpec,
  limits: Limits,
  served: Served | undefined,
): Promise<Omit<ClusterFindings, 'contact' | 'credential' | 'renewal'>> {
  const { targets } = spec;
  const namesOf = namespacesOf(api);
  const asked = await askPermissions(api, targets, namesOf, limits);
  const known = { ...(await askTargets(targets, namesOf)), wishes: await askWishes(api, targets, limits) };
  const own = await askOwn(api, targets, limits);
  // At the same time: with many namespaces, either alone may take all the time.
  const [held, tried] = await Promise.all([
    served === undefined ? undefined : askHeld(api, spec, namesOf, asked.missing, { ...limits, served }),
    tryAll(api, spec, namesOf, asked.missing, limits),
  ]);
  return { ...asked, ...known, own, ...tried, ...(held !== undefined && { held }) };
}

async function tryAll(
  api: KubernetesApi,
  spec: ClusterSpec,
  namesOf: NamesOf,
  missing: readonly string[],
  limits: Limits,
): Promise<Pick<ClusterFindings, 'accounts' | 'dryRuns'>> {
  const accounts = await askAccounts(api, spec.targets, namesOf, missing, limits);
  return { accounts, dryRuns: await askDryRuns(api, spec, namesOf, missing, { ...limits, ...chance }) };
}
