import type { Clock } from '../../../shared/fleet/clock.ts';
import { endWords } from '../../../shared/fleet/cluster/lifeWords.ts';
import type { ClusterRow } from '../../../shared/fleet/clusterRow.ts';
import { phaseLooks } from '../../../shared/fleet/levels.ts';
import { clusters, number, several } from '../../../shared/fleet/words.ts';
import type { Ask } from '../ask.ts';
import type { ExpiringKubeconfig, FleetView } from '../view.ts';
import { cause, report } from './cause.ts';
import { clusterLink } from './clusterLink.ts';
import type { Links } from './dress.ts';
import { html, type Markup } from './html.ts';

/** Failures with what to do, worst first, and kubeconfigs that expire soon: what somebody has to repair. */
export function troublePart(
  { trouble, summary, limits }: FleetView,
  ask: Ask,
  links: Links,
  clock: Clock,
): Markup {
  if (trouble === undefined) return html``;
  const { failures, kubeconfigs } = trouble;
  const link = (name: string) => clusterLink(name, ask, links);
  const failing =
    summary.failing > 0 &&
    html`<h2>Failures, worst first</h2><ul>${failures.map((row) => failure(row, link(row.name), links, clock))}</ul>${more(summary.failing - failures.length)}`;
  const ending =
    kubeconfigs.length > 0 &&
    html`<h2>Kubeconfigs that expire within ${number(limits.kubeconfigDays)} days</h2><ul>${kubeconfigs.map((each) => kubeconfig(each, link(each.name), links, clock))}</ul>${more(summary.kubeconfigsExpiring - kubeconfigs.length)}<p class="pp-quiet">Replace each with <code>pullpass rotate</code> before it expires: PullPass cannot write to a cluster without one.</p>`;
  return html`${failing}${ending}`;
}

/** Causes shown per cluster: the worst ones. */
const shownProblems = 2;

/** Bounds for the worst cause, and for the others. */
const [whole, short] = [
  { text: 600, names: 160 },
  { text: 250, names: 80 },
];

function failure(row: ClusterRow, name: Markup, links: Links, clock: Clock): Markup {
  const { phase, failingSince, problems = [], furtherProblems = 0 } = row;
  const { sign, level } = phaseLooks[phase];
  const since =
    failingSince === undefined ? '' : ` for ${clock.since(failingSince)}, since ${clock.at(failingSince)}`;
  const rest = problems.length - shownProblems + furtherProblems;
  const others =
    rest > 0 &&
    html`<p class="pp-quiet">… and ${number(rest)} more ${several(rest, 'cause', 'causes')}: see its page.</p>`;
  return html`<li class="pp-failure pp-level-${level}"><p><span class="pp-sign" aria-hidden="true">${sign}</span> ${name} ${phase}<span class="pp-quiet">${since}</span></p>${problems.slice(0, shownProblems).map((problem, index) => cause(problem, index === 0 ? whole : short, links))}${others}</li>`;
}

function kubeconfig(
  { expiresAt, notRenewed }: ExpiringKubeconfig,
  name: Markup,
  links: Links,
  clock: Clock,
): Markup {
  return html`<li class="pp-failure pp-level-attention"><p>${name} ${endWords(expiresAt, clock)}${notRenewed !== undefined && ', and was not renewed'}</p>${notRenewed !== undefined && report(notRenewed, short.text, links)}</li>`;
}

function more(count: number): Markup | false {
  return count > 0 && html`<p class="pp-quiet">… and ${clusters(count)} more.</p>`;
}
