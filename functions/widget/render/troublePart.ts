import type { Problem } from '../../../shared/clusters/problem.ts';
import type { FailureReport } from '../../../shared/failure.ts';
import type { Clock } from '../../../shared/fleet/clock.ts';
import { hits } from '../../../shared/fleet/cluster/hits.ts';
import { endWords } from '../../../shared/fleet/cluster/lifeWords.ts';
import type { ClusterRow } from '../../../shared/fleet/clusterRow.ts';
import { phaseLooks } from '../../../shared/fleet/levels.ts';
import { clusters, number, several } from '../../../shared/fleet/words.ts';
import type { FleetView } from '../view.ts';
import { clipped } from './clipped.ts';
import { html, type Markup } from './html.ts';

/** Failures with what to do, worst first, and kubeconfigs about to end: what a person has to repair. */
export function troublePart({ trouble, summary, limits }: FleetView, clock: Clock): Markup {
  if (trouble === undefined) return html``;
  const { failures, kubeconfigs } = trouble;
  const failing =
    failures.length > 0 &&
    html`<h2>Failures, worst first</h2><ul>${failures.map((row) => failure(row, clock))}</ul>${more(summary.failing - failures.length)}`;
  const ending =
    kubeconfigs.length > 0 &&
    html`<h2>Kubeconfigs that expire within ${number(limits.kubeconfigDays)} days</h2><ul>${kubeconfigs.map(
      ({ name, expiresAt, notRenewed }) =>
        html`<li class="pp-failure pp-level-attention"><p><span class="pp-name"><bdi>${name}</bdi></span> ${endWords(expiresAt, clock)}${notRenewed !== undefined && ', and did not renew itself'}</p>${notRenewed !== undefined && report(notRenewed, short)}</li>`,
    )}</ul>${more(summary.kubeconfigsExpiring - kubeconfigs.length)}<p class="pp-quiet">Replace each before it expires, with pullpass rotate: nothing can be written to a cluster without one.</p>`;
  return html`${failing}${ending}`;
}

/** Causes that are shown of one cluster: the worst ones. */
const shownProblems = 3;

function failure({ name, phase, failingSince, problems, furtherProblems }: ClusterRow, clock: Clock): Markup {
  const { sign, level } = phaseLooks[phase];
  const since =
    failingSince === undefined ? '' : ` for ${clock.since(failingSince)}, since ${clock.at(failingSince)}`;
  const rest = problems.length - shownProblems + furtherProblems;
  const others =
    rest > 0 &&
    html`<p class="pp-quiet">… and ${number(rest)} more ${several(rest, 'cause', 'causes')}: GET /clusters/${name}.</p>`;
  return html`<li class="pp-failure pp-level-${level}"><p><span class="pp-sign" aria-hidden="true">${sign}</span> <span class="pp-name"><bdi>${name}</bdi></span> ${phase}<span class="pp-quiet">${since}</span></p>${problems.slice(0, shownProblems).map((problem, index) => cause(problem, index === 0 ? longest : short))}${others}</li>`;
}

/** Characters of the texts of the worst cause, and of each other one. */
const [longest, short] = [600, 250];

/** Namespaces that are named of each problem, and the characters that they may take. */
const [shownNames, longestNames] = [5, 500];

function cause(problem: Problem, length: number): Markup {
  return report(problem, length, clipped(hits(problem, shownNames), longestNames));
}

function report({ kind, message, remedy }: FailureReport, length: number, where = ''): Markup {
  return html`<p><span class="pp-kind">${kind}</span> <bdi>${clipped(message, length)}</bdi>${where !== '' && html` <bdi>${where}</bdi>`}</p><p><b>What to do:</b> <bdi>${clipped(remedy, length)}</bdi></p>`;
}

function more(count: number): Markup | false {
  return count > 0 && html`<p class="pp-quiet">… and ${clusters(count)} more.</p>`;
}
