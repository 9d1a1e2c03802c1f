import { asCommands } from '../../../shared/api/asCommands.ts';
import type { Problem } from '../../../shared/clusters/problem.ts';
import type { FailureReport } from '../../../shared/failure.ts';
import { hits } from '../../../shared/fleet/cluster/hits.ts';
import { clipped } from './clipped.ts';
import { html, type Markup } from './html.ts';

export interface CauseBounds {
  /** Characters of the message, and of the remedy. */
  text: number;
  /** Characters of the namespaces that are named. */
  names: number;
}

/** What fails, where, and what to do. */
export function cause(problem: Problem, { text, names }: CauseBounds): Markup {
  return report(problem, text, hits(problem, fitting(problem.namespaces, names)));
}

/** How many of the names have room. */
function fitting(names: readonly string[], room: number): number {
  let taken = 0;
  const over = names.findIndex((name) => {
    taken += name.length + 2;
    return taken > room;
  });
  return over === -1 ? names.length : over;
}

export function report({ kind, message, remedy }: FailureReport, longest: number, where = ''): Markup {
  return html`<p><span class="pp-kind">${kind}</span> <bdi>${clipped(message, longest)}</bdi></p>${where !== '' && html`<p><bdi>${where}</bdi></p>`}<p><b>What to do:</b> <bdi>${remedyText(clipped(asCommands(remedy, '`'), longest))}</bdi></p>`;
}

/** What stands between backticks is typed. */
function remedyText(text: string): Markup[] {
  const [first = '', ...rest] = text.split('`');
  return [
    html`${first}`,
    ...rest.map((piece, index) =>
      index % 2 === 0 && index < rest.length - 1 ? html`<code>${piece}</code>` : html`${piece}`,
    ),
  ];
}
