import type { Ends } from '../../../shared/ends.ts';
import type { Clock } from '../../../shared/fleet/clock.ts';
import type { ClusterRow } from '../../../shared/fleet/clusterRow.ts';
import { lifeOf } from '../../../shared/fleet/life.ts';
import type { FleetLimits } from '../../../shared/fleet/limits.ts';
import { iso } from '../../../shared/iso.ts';
import { html, type Markup } from './html.ts';

/** Minutes of a full bar: the life of an ECR token. */
const fullMinutes = 12 * 60;

/** How long a cluster's earliest token still lives, as a bar and in words. */
export function bar(row: ClusterRow, limits: FleetLimits, clock: Clock): { drawn: Markup; words: Markup } {
  const { ends } = row;
  const { is, idle, strong, words: rest } = lifeOf(row, limits, clock);
  const words = html`${strong !== '' && html`<b>${strong}</b>`}${rest}`;
  if (is === 'endless') return { words, drawn: full(idle ? 'quiet' : 'safe') };
  if (ends === undefined || is === 'unserved') return { words, drawn: none('quiet') };
  if (is === 'expired') return { words, drawn: none(idle ? 'quiet' : 'expired') };
  const level = idle ? 'quiet' : is === 'atRisk' ? 'risk' : 'safe';
  return { words, drawn: part({ name: row.name, ends, level }, limits, clock) };
}

function part(
  { name, ends, level }: { name: string; ends: Ends; level: string },
  { atRiskMinutes }: FleetLimits,
  clock: Clock,
): Markup {
  const minutes = (ends - clock.now) / 60_000;
  return html`<div class="pp-bar" role="meter" aria-label="Token life of ${name}" aria-valuemin="0" aria-valuemax="${fullMinutes}" aria-valuenow="${Math.min(fullMinutes, Math.floor(minutes))}" aria-valuetext="${clock.left(iso(ends))} left"><div class="pp-fill pp-level-${level}" style="width:${percent(minutes)}%"></div><div class="pp-mark" style="left:${percent(atRiskMinutes)}%"></div></div>`;
}

function none(level: 'quiet' | 'expired'): Markup {
  return html`<div class="pp-bar pp-none pp-level-${level}" aria-hidden="true"></div>`;
}

function full(level: 'quiet' | 'safe'): Markup {
  return html`<div class="pp-bar" aria-hidden="true"><div class="pp-fill pp-level-${level}" style="width:100%"></div></div>`;
}

function percent(minutes: number): string {
  return (100 * Math.min(1, minutes / fullMinutes)).toFixed(1);
}
