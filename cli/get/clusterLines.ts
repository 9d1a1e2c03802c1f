import { clockAt } from '../../shared/fleet/clock.ts';
import { clusterFacts, type Named } from '../../shared/fleet/cluster/clusterFacts.ts';
import { lifeWords } from '../../shared/fleet/cluster/lifeWords.ts';
import { phaseLooks } from '../../shared/fleet/levels.ts';
import { several } from '../../shared/fleet/words.ts';
import type { Cluster } from '../api/client.ts';
import type { Look } from '../program/io.ts';
import { causeLines } from '../terminal/causes.ts';
import { looks } from '../terminal/phases.ts';
import { signed } from '../terminal/signed.ts';
import { hanging, printable, wrapped } from '../terminal/text.ts';

/** Everything about a cluster: its state, what fails with remedies, its settings, its credential, and notices. */
export function clusterLines(cluster: Cluster, { now, width: columns, colour }: Look): string[] {
  const width = Math.max(10, columns);
  const clock = clockAt(now);
  const { name, status, notices = [] } = cluster;
  const { state, registries, targets, removing, credential } = clusterFacts(cluster, clock);
  const head = `${phaseLooks[status.phase].sign} ${printable(name)} ${status.phase}. ${lifeWords(status, undefined, clock)}`;
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', title, ...lines.flatMap((line) => hanging(printable(line), width, '  '))];
  const named = (each: Named) => `${each.name}: ${each.words}`;
  return [
    ...signed(wrapped(head, width), looks[status.phase].colour, colour),
    ...state.flatMap((fact) => wrapped(printable(fact), width, '  ')),
    ...causesOf(cluster, width),
    ...section('Registries', registries.map(named)),
    ...section('Targets', targets.map(named)),
    ...section('Still to be removed from the cluster', removing),
    ...section('Credential', credential),
    ...section(several(notices.length, 'Notice', 'Notices'), notices),
  ];
}

function causesOf({ status }: Cluster, width: number): string[] {
  const lines = causeLines(status, width, { causes: 20, namespaces: 20 });
  return lines.length === 0
    ? []
    : ['', several(status.problems?.length ?? 0, 'Problem', 'Problems'), ...lines];
}
