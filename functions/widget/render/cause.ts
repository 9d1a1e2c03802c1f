import type { Problem } from '../../../shared/clusters/problem.ts';
import type { FailureReport } from '../../../shared/failure.ts';
import { hits } from '../../../shared/fleet/cluster/hits.ts';
import { clipped } from './clipped.ts';
import type { Links } from './dress.ts';
import { html, type Markup } from './html.ts';
import { remedyText } from './remedyText.ts';

export interface CauseBounds {
  /** Characters of the message, and of the remedy. */
  text: number;
  /** Characters of the namespaces' names. */
  names: number;
}

/** What fails, where, and what to do. */
export function cause(problem: Problem, { text, names }: CauseBounds, links: Links): Markup {
  return report(problem, text, links, hits(problem, fitting(problem.namespaces, names)));
}

/** How many of the names fit. */
function fitting(names: readonly string[], room: number): number {
  let taken = 0;
  const over = names.findIndex((name) => {
    taken += name.length + 2;
    return taken > room;
  });
  return over === -1 ? names.length : over;
}

export function report(
  { kind, message, remedy }: FailureReport,
  longest: number,
  links: Links,
  where = '',
): Markup {
  return html`<p><span class="pp-kind">${kind}</span> <bdi>${clipped(message, longest)}</bdi></p>${where !== '' && html`<p><bdi>${where}</bdi></p>`}<p><b>What to do:</b> <bdi>${remedyText(remedy, longest, links)}</bdi></p>`;
}
