import { levelLooks } from '../../../shared/fleet/levels.ts';
import type { Verdict } from '../../../shared/fleet/verdict.ts';
import { html, type Markup } from './html.ts';

/** The line that a person reads first. */
export function verdictPart({ level, headline, notes }: Verdict, advice?: Markup): Markup {
  const list = notes.length > 0 && html`<ul>${notes.map((note) => html`<li>${note}</li>`)}</ul>`;
  return banner({ level, ...levelLooks[level] }, html`${headline}`, html`${list}${advice}`);
}

/** Shown if the fleet cannot be read: then nothing is known, and nothing is green. */
export function unreadablePart(why: string): Markup {
  const advice = html`<p>${why}</p><p>Tokens in the clusters are not touched by this. See the log of the function widget, and the alarms.</p>`;
  return banner({ level: 'unknown', ...levelLooks.unknown }, html`The fleet cannot be read`, advice);
}

interface Badge {
  /** Level in the style sheet. */
  level: string;
  sign: string;
  word: string;
}

export function banner({ level, sign, word }: Badge, headline: Markup, below: Markup): Markup {
  return html`<div class="pp-verdict pp-level-${level}" role="status"><p class="pp-headline"><span class="pp-badge"><span aria-hidden="true">${sign}</span> ${word}</span>${headline}</p>${below}</div>`;
}
