import { type Clock, clockAt } from '../../shared/fleet/clock.ts';
import { phaseLooks } from '../../shared/fleet/levels.ts';
import { number, several } from '../../shared/fleet/words.ts';
import type { Cluster } from '../api/client.ts';
import { endWords, lifeWords, renewalWords } from '../status/lifeWords.ts';
import { causeLines } from '../terminal/causes.ts';
import { looks } from '../terminal/phases.ts';
import { hanging, printable, wrapped } from '../terminal/text.ts';
import { registryInWords } from './registryInWords.ts';
import { targetInWords } from './targetInWords.ts';

interface ClusterLook {
  /** Epoch milliseconds. */
  now: number;
  width: number;
  colour: boolean;
}

/** All of a cluster for a person: its state, what fails with remedies, what is set, its credential, and what to know. */
export function clusterLines(cluster: Cluster, { now, width: columns, colour }: ClusterLook): string[] {
  const width = Math.max(10, columns);
  const clock = clockAt(now);
  const { name, status, registries, targets, notices = [] } = cluster;
  const { phase, removing = [] } = status;
  const head = `${phaseLooks[phase].sign} ${printable(name)} ${phase}. ${lifeWords(status, undefined, clock)}`;
  const [first = '', ...rest] = wrapped(head, width);
  const marked = first.replace(/^\S+/, (sign) => `\x1b[${looks[phase].colour}m${sign}\x1b[0m`);
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', title, ...lines.flatMap((line) => hanging(printable(line), width, '  '))];
  return [
    colour ? marked : first,
    ...rest,
    ...factsOf(cluster, clock).flatMap((fact) => wrapped(printable(fact), width, '  ')),
    ...causesOf(cluster, width),
    ...section(
      'Registries',
      registries.map((registry) => `${registry.name}: ${registryInWords(registry)}`),
    ),
    ...section(
      'Targets',
      targets.map((target) => `${target.name} (${target.kind}): ${targetInWords(target, registries)}`),
    ),
    ...section(
      'Still to be removed from the cluster',
      removing.map(({ message }) => message),
    ),
    ...section('Credential', credentialOf(cluster, clock)),
    ...section(several(notices.length, 'Notice', 'Notices'), notices),
  ];
}

function factsOf({ labels, site, context, status, ...spec }: Cluster, clock: Clock): string[] {
  const pairs = Object.entries(labels).map(([key, value]) => (value === '' ? key : `${key}=${value}`));
  const { refreshEveryMinutes: refresh, sweepEveryMinutes: sweep } = spec;
  return [
    namespacesIn(status.namespaces),
    pushesIn(status, clock),
    `Refreshed every ${refresh} min, ${sweep === 0 ? 'not swept in between' : `swept every ${sweep} min`}.`,
    ...(status.lateWriteUntil === undefined
      ? []
      : [
          `A write got no answer, and may be carried out until ${clock.at(status.lateWriteUntil)}: all is written once more after it.`,
        ]),
    ...(pairs.length === 0 ? [] : [`Labels: ${pairs.join(', ')}`]),
    ...(site === undefined ? [] : [`Site: ${site}`]),
    ...(context === undefined ? [] : [`Context: ${context}`]),
  ];
}

/** `11 of 13 namespaces hold what they should; 1 failed; 1 is being deleted.` */
function namespacesIn({ ready, failed, skipped, uncovered }: Cluster['status']['namespaces']): string {
  const all = ready + failed;
  const parts = [
    all === 0
      ? 'No namespace is chosen, as far as is known'
      : `${number(ready)} of ${number(all)} ${several(all, 'namespace holds', 'namespaces hold')} what ${several(all, 'it', 'they')} should`,
    ...(uncovered === 0
      ? []
      : [`no valid credential is known to be in ${number(uncovered)}: pods cannot pull there now`]),
    ...(skipped === 0 ? [] : [`${number(skipped)} ${several(skipped, 'is', 'are')} being deleted`]),
  ];
  return `${parts.join('; ')}.`;
}

/** `Last push 3 min ago; next refresh at 21:14 UTC (in 57 min), next look at the cluster in 2 min.` */
function pushesIn(status: Cluster['status'], clock: Clock): string {
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
      ? `the next push is due since ${clock.at(push)}`
      : `next push at ${clock.at(push)} (in ${clock.left(push)})`;
  const look = isDue ? `due since ${clock.at(push)}` : `in ${clock.left(push)}`;
  return `next refresh at ${clock.at(refresh)} (in ${clock.left(refresh)}), next sweep ${look}`;
}

function causesOf({ status }: Cluster, width: number): string[] {
  const lines = causeLines(status, width, { causes: 20, namespaces: 20 });
  return lines.length === 0
    ? []
    : ['', several(status.problems?.length ?? 0, 'Problem', 'Problems'), ...lines];
}

function credentialOf(cluster: Cluster, clock: Clock): string[] {
  const { server, identity, expiresAt } = cluster.status.kubeconfig;
  return [
    `Server: ${server}`,
    `Identity: ${identity ?? 'not known yet'}`,
    expiresAt === undefined ? 'No end is known.' : `It ${endWords(expiresAt, clock)}.`,
    ...renewalWords(cluster, clock),
  ];
}
