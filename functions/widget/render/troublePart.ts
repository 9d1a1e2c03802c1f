import { clusters, number } from '../decide/words.ts';
import type { ClusterRow, FleetView } from '../view.ts';
import { clipped } from './clipped.ts';
import type { Clock } from './clock.ts';
import { html, type Markup } from './html.ts';
import { phaseLooks } from './levels.ts';

/** Failures with what to do, longest first, and kubeconfigs about to end: what a person has to repair. */
export function troublePart({ trouble, summary, limits }: FleetView, clock: Clock): Markup {
  if (trouble === undefined) return html``;
  const { failures, kubeconfigs } = trouble;
  const failing =
    failures.length > 0 &&
    html`<h2>Failures, longest first</h2><ul>${failures.map((row) => failure(row, clock))}</ul>${more(summary.failing - failures.length)}`;
  const ending =
    kubeconfigs.length > 0 &&
    html`<h2>Kubeconfigs that end within ${number(limits.kubeconfigDays)} days</h2><ul>${kubeconfigs.map(
      ({ name, expiresAt }) =>
        html`<li class="pp-failure pp-level-attention"><p><span class="pp-name"><bdi>${name}</bdi></span> ${ends(expiresAt, clock)}</p></li>`,
    )}</ul>${more(summary.kubeconfigsExpiring - kubeconfigs.length)}<p class="pp-quiet">Replace each with PUT /clusters/NAME/kubeconfig before it ends: without it nothing can be written to the cluster.</p>`;
  return html`${failing}${ending}`;
}

function failure({ name, phase, failingSince, error }: ClusterRow, clock: Clock): Markup {
  const { sign, level } = phaseLooks[phase];
  const since =
    failingSince === undefined ? '' : ` for ${clock.since(failingSince)}, since ${clock.at(failingSince)}`;
  const what =
    error &&
    html`<p><span class="pp-kind">${error.kind}</span> <bdi>${clipped(error.message)}</bdi></p><p><b>What to do:</b> <bdi>${clipped(error.remedy)}</bdi></p>`;
  return html`<li class="pp-failure pp-level-${level}"><p><span class="pp-sign" aria-hidden="true">${sign}</span> <span class="pp-name"><bdi>${name}</bdi></span> ${phase}<span class="pp-quiet">${since}</span></p>${what}</li>`;
}

function ends(expiresAt: string, clock: Clock): Markup {
  const past = Date.parse(expiresAt) <= clock.now;
  return past
    ? html`<b>ended</b> at ${clock.at(expiresAt)} (${clock.since(expiresAt)} ago)`
    : html`ends at ${clock.at(expiresAt)} (in ${clock.left(expiresAt)})`;
}

function more(count: number): Markup | false {
  return count > 0 && html`<p class="pp-quiet">… and ${clusters(count)} more.</p>`;
}
