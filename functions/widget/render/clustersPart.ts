import { phases } from '../../../shared/clusters/record.ts';
import type { Clock } from '../../../shared/fleet/clock.ts';
import type { ClusterRow } from '../../../shared/fleet/clusterRow.ts';
import { phaseLooks } from '../../../shared/fleet/levels.ts';
import { clusters, number } from '../../../shared/fleet/words.ts';
import type { Ask } from '../ask.ts';
import type { FleetView } from '../view.ts';
import { bar } from './bar.ts';
import { clipped } from './clipped.ts';
import { clusterLink } from './clusterLink.ts';
import type { Links } from './dress.ts';
import { html, type Markup } from './html.ts';
import { uncoveredPart } from './uncoveredPart.ts';

/** The search, and a page of the table of clusters. */
export function clustersPart(view: FleetView, ask: Ask, links: Links, clock: Clock): Markup {
  const { page } = view;
  const table =
    page.rows.length === 0
      ? html`<p>${nothing(ask, page)}</p>`
      : html`<table role="table"><thead role="rowgroup"><tr role="row">${heads}</tr></thead><tbody role="rowgroup">${page.rows.map((row) => clusterRow(row, view, clusterLink(row.name, ask, links), clock))}</tbody></table><p class="pp-small pp-quiet">The dashed mark in each bar is where a token begins to be at risk.</p>`;
  return html`<h2>Clusters, ${page.order}</h2>${links.form(fields(ask), 'Show')}${table}${pages(view, ask, links)}`;
}

/** Labels for the cells, for when the column heads are out of sight. */
const heads = ['Cluster', 'State', 'Token life', 'Namespaces', 'Refreshed'].map(
  (head) => html`<th scope="col" role="columnheader">${head}</th>`,
);

/** The roles repeat those of the elements: some browsers drop these when a row is displayed as a block. */
function clusterRow(row: ClusterRow, { limits }: FleetView, name: Markup, clock: Clock): Markup {
  const { sign, level } = phaseLooks[row.phase];
  const { drawn, words } = bar(row, limits, clock);
  const refreshed = row.lastSuccessAt === undefined ? 'never' : `${clock.since(row.lastSuccessAt)} ago`;
  const labelled = (label: string) => html`<span class="pp-label">${label} </span>`;
  return html`<tr role="row"><th scope="row" role="rowheader">${name}${labelsOf(row)}</th><td role="cell" class="pp-state"><span class="pp-sign pp-level-${level}" aria-hidden="true">${sign}</span> ${row.phase}</td><td role="cell" class="pp-life">${uncoveredPart(row)}${drawn}<span class="pp-small">${words}</span></td><td role="cell" class="pp-fact">${labelled('Namespaces:')}${namespacesOf(row)}</td><td role="cell" class="pp-fact">${labelled('Refreshed:')}${refreshed}</td></tr>`;
}

/** Skipped namespaces are being deleted, which is not a failure. */
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
  if (cursor !== undefined) return 'None on this page; the next page has more.';
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
