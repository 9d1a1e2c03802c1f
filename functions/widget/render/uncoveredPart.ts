import type { ClusterRow } from '../../../shared/fleet/clusterRow.ts';
import { number, several } from '../../../shared/fleet/words.ts';
import { html, type Markup } from './html.ts';

/** Where pods cannot pull now. Shown before the life of tokens elsewhere. */
export function uncoveredPart(row: ClusterRow): Markup | false {
  const what = uncoveredWords(row);
  return (
    what !== undefined && html`<div class="pp-small pp-cannot pp-level-uncovered"><b>✗ ${what}</b></div>`
  );
}

export function uncoveredWords({
  phase,
  uncoveredSince,
  namespaces: { uncovered = 0 },
}: ClusterRow): string | undefined {
  if (uncoveredSince === undefined || phase === 'Paused' || phase === 'Deregistering') return undefined;
  return uncovered === 0
    ? 'Never served'
    : `No valid credential known in ${number(uncovered)} ${several(uncovered, 'namespace', 'namespaces')}`;
}
