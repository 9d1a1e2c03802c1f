import type { Clock } from '../../../shared/fleet/clock.ts';
import { clusterFacts, type Named } from '../../../shared/fleet/cluster/clusterFacts.ts';
import { phaseLooks } from '../../../shared/fleet/levels.ts';
import type { FleetLimits } from '../../../shared/fleet/limits.ts';
import { type StageName, timesAt } from '../../../shared/fleet/stages.ts';
import { number, several } from '../../../shared/fleet/words.ts';
import type { Ask } from '../ask.ts';
import { stageOfRow } from '../stageOfRow.ts';
import type { ClusterView } from '../view.ts';
import { bar } from './bar.ts';
import { cause } from './cause.ts';
import { clipped } from './clipped.ts';
import type { Dress, Links } from './dress.ts';
import { eventsPart } from './eventsPart.ts';
import { framed } from './frame.ts';
import { html, type Markup } from './html.ts';
import { uncoveredWords } from './uncoveredPart.ts';
import { banner } from './verdictPart.ts';

/** One cluster as an HTML fragment: its state, what fails and what to do, its settings, and what happened. */
export function clusterPart(
  view: ClusterView,
  limits: FleetLimits,
  { cluster: _, cursor: __, ...fleet }: Ask,
  dress: Dress,
  clock: Clock,
): Markup {
  const back = html`<p>${dress.links.to(fleet, html`← All clusters`)}</p>`;
  const cluster =
    view.registered === undefined
      ? banner(
          { level: 'unknown', sign: '?', word: 'Unknown' },
          html`No cluster of this name is registered`,
          html``,
        )
      : html`${stateBanner(view.registered, limits, clock)}${detail(view.registered, dress.links, clock)}`;
  return framed(
    html`<bdi>${view.name}</bdi>`,
    html`${back}${cluster}${eventsPart(view, clock)}`,
    dress,
    clock,
  );
}

type Registered = NonNullable<ClusterView['registered']>;

/** How a stage looks next to others in trouble. */
const levels: Readonly<Record<StageName, string>> = {
  expired: 'expired',
  uncovered: 'uncovered',
  atRisk: 'risk',
  Failing: 'expired',
  Degraded: 'attention',
  stuck: 'attention',
  Pending: 'attention',
  fine: 'safe',
  Deregistering: 'quiet',
  Paused: 'quiet',
};

function stateBanner({ row }: Registered, limits: FleetLimits, clock: Clock): Markup {
  const { phase, failingSince } = row;
  const level = levels[stageOfRow(row, timesAt(clock.now, limits))];
  const { drawn, words } = bar(row, limits, clock);
  const uncovered = uncoveredWords(row);
  const elsewhere = uncovered !== undefined && row.ends !== undefined && html`<p>Elsewhere: ${words}</p>`;
  const since =
    failingSince !== undefined &&
    html`<p>Problems since ${clock.at(failingSince)} (for ${clock.since(failingSince)}).</p>`;
  return banner(
    { level, sign: phaseLooks[phase].sign, word: phase },
    html`${uncovered ?? words}`,
    html`${drawn}${elsewhere}${since}`,
  );
}

/** A cluster has up to 20 problems, with 20 namespaces each. */
const ofCause = { text: 400, names: 500 };

function detail({ row, resource }: Registered, links: Links, clock: Clock): Markup {
  const { problems = [], furtherProblems = 0 } = resource.status;
  const { state, targets, registries, removing, credential } = clusterFacts(resource, clock);
  const { level } = phaseLooks[row.phase];
  const trouble = problems.map(
    (problem) => html`<li class="pp-failure pp-level-${level}">${cause(problem, ofCause, links)}</li>`,
  );
  const further =
    furtherProblems > 0 &&
    html`<p class="pp-quiet">… and ${number(furtherProblems)} more ${several(furtherProblems, 'cause', 'causes')}.</p>`;
  return html`${section(several(problems.length, 'Problem', 'Problems'), trouble)}${further}${section('State', state.map(item))}${section(several(targets.length, 'Target', 'Targets'), targets.map(named))}${section(several(registries.length, 'Registry', 'Registries'), registries.map(named))}${section('Still to be removed from the cluster', removing.map(item))}${section('PullPass’s credential', credential.map(item))}`;
}

/** At most this many targets, registries and removals. */
const mostItems = 50;

function section(title: string, items: readonly Markup[]): Markup | false {
  const more = items.length - mostItems;
  return (
    items.length > 0 &&
    html`<h2>${title}</h2><ul class="pp-facts">${items.slice(0, mostItems)}</ul>${more > 0 && html`<p class="pp-quiet">… and ${number(more)} more.</p>`}`
  );
}

/** Characters: a target may choose thousands of namespaces. */
const longestFact = 500;

const item = (words: string) => html`<li><bdi>${clipped(words, longestFact)}</bdi></li>`;

const named = ({ name, words }: Named) =>
  html`<li><b><bdi>${name}</bdi></b>: <bdi>${clipped(words, longestFact)}</bdi></li>`;
