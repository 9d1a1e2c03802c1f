import type { ClusterResource } from '../../api/schemas.ts';
import type { Clock } from '../clock.ts';
import { number, several } from '../words.ts';
import { endWords, renewalWords } from './lifeWords.ts';
import { registryInWords } from './registryInWords.ts';
import { targetInWords } from './targetInWords.ts';

/** A name and its description. */
export interface Named {
  name: string;
  words: string;
}

/** What is known of a cluster, in sentences: the same on the fleet page and in the program. */
export interface ClusterFacts {
  /** Namespaces, pushes, labels and so on. */
  state: readonly string[];
  registries: readonly Named[];
  /** Each name with its kind: `apps (imagePullSecret)`. */
  targets: readonly Named[];
  /** What is still to be removed from the cluster. */
  removing: readonly string[];
  /** PullPass's own credential for the cluster: its server, its identity, its expiry. */
  credential: readonly string[];
}

export function clusterFacts(cluster: ClusterResource, clock: Clock): ClusterFacts {
  const { status, registries, targets } = cluster;
  return {
    state: stateOf(cluster, clock),
    registries: registries.map((registry) => ({ name: registry.name, words: registryInWords(registry) })),
    targets: targets.map((target) => ({
      name: `${target.name} (${target.kind})`,
      words: targetInWords(target, registries),
    })),
    removing: (status.removing ?? []).map(({ message }) => message),
    credential: credentialOf(cluster, clock),
  };
}

function stateOf({ labels, site, context, status, ...spec }: ClusterResource, clock: Clock): string[] {
  const pairs = Object.entries(labels).map(([key, value]) => (value === '' ? key : `${key}=${value}`));
  const { refreshEveryMinutes: refresh, sweepEveryMinutes: sweep } = spec;
  return [
    namespacesIn(status.namespaces),
    pushesIn(status, clock),
    `Refreshed every ${refresh} min, ${sweep === 0 ? 'not swept in between' : `swept every ${sweep} min`}.`,
    ...(status.lateWriteUntil === undefined
      ? []
      : [
          `A write got no answer, and may still take effect until ${clock.at(status.lateWriteUntil)}: everything is written again after it.`,
        ]),
    ...(pairs.length === 0 ? [] : [`Labels: ${pairs.join(', ')}`]),
    ...(site === undefined ? [] : [`Site: ${site}`]),
    ...(context === undefined ? [] : [`Context: ${context}`]),
  ];
}

/** `11 of 13 namespaces hold what they should; 1 is being deleted.` */
function namespacesIn({
  ready,
  failed,
  skipped,
  uncovered,
}: ClusterResource['status']['namespaces']): string {
  const all = ready + failed;
  const parts = [
    all === 0
      ? 'No namespace is known to be chosen'
      : `${number(ready)} of ${number(all)} ${several(all, 'namespace holds', 'namespaces hold')} what ${several(all, 'it', 'they')} should`,
    ...(uncovered === 0
      ? []
      : [
          `${number(uncovered)} ${several(uncovered, 'has', 'have')} no known valid credential: pods cannot pull there now`,
        ]),
    ...(skipped === 0 ? [] : [`${number(skipped)} ${several(skipped, 'is', 'are')} being deleted`]),
  ];
  return `${parts.join('; ')}.`;
}

/** `Last push 3 min ago; next refresh at 21:14 UTC (in 57 min), next sweep in 2 min.` */
function pushesIn(status: ClusterResource['status'], clock: Clock): string {
  const { lastAttemptAt, lastSuccessAt, nextPushAt, nextRefreshAt, consecutiveFailures } = status;
  const last =
    lastAttemptAt === undefined ? 'Never pushed to' : `Last push ${clock.since(lastAttemptAt)} ago`;
  const failed =
    consecutiveFailures === 0
      ? ''
      : `, ${number(consecutiveFailures)} failed in a row, last success ${lastSuccessAt === undefined ? 'never' : `${clock.since(lastSuccessAt)} ago`}`;
  return `${last}${failed}; ${nextIn(nextPushAt, nextRefreshAt, clock)}.`;
}

function nextIn(push: string | undefined, refresh: string | undefined, clock: Clock): string {
  if (push === undefined) return 'no further push is planned';
  const isDue = Date.parse(push) <= clock.now;
  if (refresh === undefined || refresh === push)
    return isDue
      ? `the next push has been due since ${clock.at(push)}`
      : `next push at ${clock.at(push)} (in ${clock.left(push)})`;
  const look = isDue ? `due since ${clock.at(push)}` : `in ${clock.left(push)}`;
  return `next refresh at ${clock.at(refresh)} (in ${clock.left(refresh)}), next sweep ${look}`;
}

function credentialOf(cluster: ClusterResource, clock: Clock): string[] {
  const { server, identity, expiresAt } = cluster.status.kubeconfig;
  return [
    `Server: ${server}`,
    `Identity: ${identity ?? 'not known yet'}`,
    expiresAt === undefined ? 'No expiry is known.' : `It ${endWords(expiresAt, clock)}.`,
    ...renewalWords(cluster, clock),
  ];
}
