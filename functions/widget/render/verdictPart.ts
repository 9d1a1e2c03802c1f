import { levelLooks } from '../../../shared/fleet/levels.ts';
import type { Verdict } from '../../../shared/fleet/verdict.ts';
import { html, type Markup } from './html.ts';

/** The line that a person reads first. */
export function verdictPart({ level, headline, notes }: Verdict, advice?: Markup): Markup {
  return banner(level, headline, html`${notes.map((note) => html`<p>${note}</p>`)}${advice}`);
}

/** In place of the fleet where it cannot be read: nothing is known then, and nothing green is shown. */
export function unreadablePart(why: string): Markup {
  const advice = html`<p>${why}</p><p>Tokens in the clusters are not touched by this. See the log of the function widget, and the alarms.</p>`;
  return banner('unknown', 'The fleet cannot be read', advice);
}

function banner(level: keyof typeof levelLooks, headline: string, below: Markup): Markup {
  const { sign, word } = levelLooks[level];
  return html`<div class="pp-verdict pp-level-${level}" role="status"><p class="pp-headline"><span class="pp-badge"><span aria-hidden="true">${sign}</span> ${word}</span>${headline}</p>${below}</div>`;
}
