import type { ClusterRow } from '../../../shared/fleet/clusterRow.ts';
import { number, several } from '../../../shared/fleet/words.ts';
import { html, type Markup } from './html.ts';

/** Where pods cannot pull now: before what is left of the tokens elsewhere. */
export function uncoveredPart({
  phase,
  uncoveredSince,
  namespaces: { uncovered = 0 },
}: ClusterRow): Markup | false {
  if (uncoveredSince === undefined || phase === 'Paused' || phase === 'Deregistering') return false;
  const what =
    uncovered === 0
      ? 'Never served'
      : `No valid credential known in ${number(uncovered)} ${several(uncovered, 'namespace', 'namespaces')}`;
  return html`<div class="pp-small pp-cannot pp-level-uncovered"><b>✗ ${what}</b></div>`;
}
