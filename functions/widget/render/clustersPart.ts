import { phases } from '../../../shared/clusters/record.ts';
import type { Clock } from '../../../shared/fleet/clock.ts';
import type { ClusterRow } from '../../../shared/fleet/clusterRow.ts';
import { phaseLooks } from '../../../shared/fleet/levels.ts';
import type { FleetLimits } from '../../../shared/fleet/limits.ts';
import { clusters, number, several } from '../../../shared/fleet/words.ts';
import type { Ask } from '../ask.ts';
import type { FleetView } from '../view.ts';
import { bar } from './bar.ts';
import { clipped } from './clipped.ts';
import type { Links } from './dress.ts';
import { html, type Markup } from './html.ts';

/** The search, and a page of the table of clusters. */
export function clustersPart(view: FleetView, ask: Ask, links: Links, clock: Clock): Markup {
  const { page, limits } = view;
  const table =
    page.rows.length === 0
      ? html`<p>${nothing(ask, page)}</p>`
      : html`<table><thead><tr><th scope="col">Cluster</th><th scope="col">State</th><th scope="col" class="pp-life">Token life</th><th scope="col" class="pp-wide">Namespaces</th><th scope="col" class="pp-wide">Refreshed</th></tr></thead><tbody>${page.rows.map((row) => clusterRow(row, limits, clock))}</tbody></table>`;
  return html`<h2>Clusters, ${page.order}</h2>${links.form(fields(ask), 'Show')}${table}${pages(view, ask, links)}`;
}

function clusterRow(row: ClusterRow, limits: FleetLimits, clock: Clock): Markup {
  const { sign, level } = phaseLooks[row.phase];
  return html`<tr><th scope="row"><bdi>${row.name}</bdi>${labelsOf(row)}</th><td class="pp-state"><span class="pp-sign pp-level-${level}" aria-hidden="true">${sign}</span> ${row.phase}</td><td class="pp-life">${uncoveredPart(row)}${bar(row, limits, clock)}</td><td class="pp-wide">${namespacesOf(row)}</td><td class="pp-wide">${row.lastSuccessAt === undefined ? 'never' : html`${clock.since(row.lastSuccessAt)} ago`}</td></tr>`;
}

/** Before what is left of the tokens elsewhere. */
function uncoveredPart({ phase, uncoveredSince, namespaces: { uncovered = 0 } }: ClusterRow): Markup | false {
  if (uncoveredSince === undefined || phase === 'Paused' || phase === 'Deregistering') return false;
  const what =
    uncovered === 0
      ? 'Never served'
      : `No valid credential known in ${number(uncovered)} ${several(uncovered, 'namespace', 'namespaces')}`;
  return html`<div class="pp-small pp-cannot pp-level-uncovered"><b>✗ ${what}</b></div>`;
}

/** Those that are being deleted are skipped, and nothing is wrong with that. */
function namespacesOf({ namespaces: { ready, failed, skipped } }: ClusterRow): string {
  const all = ready + failed;
  const done = all === 0 ? 'none' : `${number(ready)} of ${number(all)}`;
  return skipped === 0 ? done : `${done}, ${number(skipped)} skipped`;
}

const shownLabels = 4;

function labelsOf({ labels }: ClusterRow): Markup | false {
  const pairs = Object.entries(labels).map(([key, value]) => (value === '' ? key : `${key}=${value}`));
  if (pairs.length === 0) return false;
  const shown = clipped(pairs.slice(0, shownLabels).join(', '), 120);
  const rest = pairs.length > shownLabels && `, … ${pairs.length - shownLabels} more`;
  return html`<div class="pp-labels"><bdi>${shown}</bdi>${rest}</div>`;
}

function fields({ search, phase }: Ask): Markup {
  const options = ['', ...phases].map(
    (each) =>
      html`<option value="${each}"${each === (phase ?? '') && html` selected`}>${each || 'any'}</option>`,
  );
  return html`<label>Name contains<input name="search" value="${search}" maxlength="63" size="18"></label><label>Phase<select name="phase">${options}</select></label>`;
}

function nothing({ search, phase, cursor: here }: Ask, { cursor }: FleetView['page']): string {
  if (cursor !== undefined) return 'None on this page; there are more on the next.';
  if (here !== undefined) return 'No more clusters.';
  const of = phase === undefined ? '' : ` that is ${phase}`;
  if (search !== '') return `No cluster${of} has “${search}” in its name.`;
  return phase === undefined ? 'Nothing to show yet.' : `No cluster${of}.`;
}

function pages({ page, summary }: FleetView, ask: Ask, links: Links): Markup {
  const { rows, first, cursor } = page;
  const { cursor: here, ...start } = ask;
  const all =
    ask.search === '' &&
    ` of ${clusters(ask.phase === undefined ? summary.registered : summary.phases[ask.phase])}`;
  const shown =
    rows.length > 0 &&
    html`<span class="pp-quiet">${number(first)}–${number(first + rows.length - 1)}${all}</span>`;
  const back = here !== undefined && links.to(start, html`First page`, { button: true });
  const on = cursor !== undefined && links.to({ ...ask, cursor }, html`Next page`, { button: true });
  return html`<div class="pp-pages">${back}${on}${shown}</div>`;
}
