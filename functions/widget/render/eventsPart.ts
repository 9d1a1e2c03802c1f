import type { ClusterEvent } from '../../../shared/clusters/store/events.ts';
import type { Clock } from '../../../shared/fleet/clock.ts';
import { eventWords } from '../../../shared/fleet/cluster/eventWords.ts';
import type { ClusterView } from '../view.ts';
import { clipped } from './clipped.ts';
import { html, type Markup } from './html.ts';

/** What happened, latest first. */
export function eventsPart({ name, events, moreEvents }: ClusterView, clock: Clock): Markup {
  const list =
    events.length === 0
      ? html`<p class="pp-quiet">No events in the time for which they are kept.</p>`
      : html`<ul class="pp-facts">${events.map((event) => entry(event, clock))}</ul>`;
  const older = moreEvents && html`<p class="pp-quiet">Older ones: <code>pullpass events ${name}</code></p>`;
  return html`<h2>Events, latest first</h2>${list}${older}`;
}

/** Characters of each text. */
const longest = 250;

function entry(event: ClusterEvent, clock: Clock): Markup {
  const { at, type, by } = event;
  const who = by !== 'pullpass' && html` <span class="pp-quiet">by <bdi>${clipped(by, longest)}</bdi></span>`;
  return html`<li><span class="pp-quiet">${clock.at(at)}</span> <b>${type}</b> <bdi>${clipped(eventWords(event), longest)}</bdi>${who}</li>`;
}
