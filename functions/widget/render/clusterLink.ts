import type { Ask } from '../ask.ts';
import type { Links } from './dress.ts';
import { html, type Markup } from './html.ts';

/** A cluster's name as a link to its page. The link back leads to the first page of the present search. */
export function clusterLink(name: string, { search, phase }: Ask, links: Links): Markup {
  return html`<span class="pp-name">${links.to({ search, phase, cluster: name }, html`<bdi>${name}</bdi>`)}</span>`;
}
