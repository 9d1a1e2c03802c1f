import { type Phase, phases } from '../../../shared/clusters/record.ts';
import type { FleetFacts } from '../../../shared/fleet/facts.ts';
import { phaseLooks } from '../../../shared/fleet/levels.ts';
import { number } from '../../../shared/fleet/words.ts';
import type { Ask } from '../ask.ts';
import type { Links } from './dress.ts';
import { html, type Markup } from './html.ts';

/** In this order. Phases without clusters are shown only if listed here. */
const shown: readonly Phase[] = ['Healthy', ...phases.filter((phase) => phase !== 'Healthy')];

/** The clusters by phase; each count links to its clusters. */
export function phasesPart({ summary }: FleetFacts, ask: Ask, links: Links): Markup {
  const all = links.to({ search: '' }, html`All ${number(summary.registered)}`, {
    current: ask.phase === undefined && ask.search === '',
  });
  const counts = shown
    .filter((phase) => summary.phases[phase] > 0 || phase === 'Healthy' || phase === ask.phase)
    .map((phase) => {
      const { sign, level } = phaseLooks[phase];
      const text = html`<span class="pp-sign pp-level-${level}" aria-hidden="true">${sign}</span> ${phase} ${number(summary.phases[phase])}`;
      return html`<li>${links.to({ search: '', phase }, text, { current: ask.phase === phase })}</li>`;
    });
  return html`<ul class="pp-phases" aria-label="Clusters by phase"><li>${all}</li>${counts}</ul>`;
}
