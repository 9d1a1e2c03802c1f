import type { Clock } from '../../../shared/fleet/clock.ts';
import type { ClusterRow } from '../../../shared/fleet/clusterRow.ts';
import { lifeOf } from '../../../shared/fleet/life.ts';
import type { FleetLimits } from '../../../shared/fleet/limits.ts';
import { html, type Markup } from './html.ts';

/** A full bar: what ECR gives a token to live. */
const fullMinutes = 12 * 60;

/** What is left of a cluster's earliest token, as a bar and in words. */
export function bar(row: ClusterRow, limits: FleetLimits, clock: Clock): Markup {
  const { name, phase, validUntil, endless, problems, namespaces } = row;
  const life = lifeOf(
    { phase, validUntil, endless, failed: problems.length > 0, ready: namespaces.ready },
    limits,
    clock,
  );
  const { is, idle, strong } = life;
  const words = html`${strong !== '' && html`<b>${strong}</b>`}${life.words}`;
  if (is === 'endless') return full(idle ? 'quiet' : 'safe', words);
  if (validUntil === undefined || is === 'unserved') return none('quiet', words);
  if (is === 'expired') return none(idle ? 'quiet' : 'expired', words);
  const minutes = (Date.parse(validUntil) - clock.now) / 60_000;
  const level = idle ? 'quiet' : is === 'atRisk' ? 'risk' : 'safe';
  return html`<div class="pp-bar" role="meter" aria-label="Token life of ${name}" aria-valuemin="0" aria-valuemax="${fullMinutes}" aria-valuenow="${Math.min(fullMinutes, Math.floor(minutes))}" aria-valuetext="${clock.left(validUntil)} left"><div class="pp-fill pp-level-${level}" style="width:${percent(minutes)}%"></div><div class="pp-mark" style="left:${percent(limits.atRiskMinutes)}%"></div></div><span class="pp-small">${words}</span>`;
}

function none(level: 'quiet' | 'expired', words: Markup): Markup {
  return html`<div class="pp-bar pp-none pp-level-${level}" aria-hidden="true"></div><span class="pp-small">${words}</span>`;
}

function full(level: 'quiet' | 'safe', words: Markup): Markup {
  return html`<div class="pp-bar" aria-hidden="true"><div class="pp-fill pp-level-${level}" style="width:100%"></div></div><span class="pp-small">${words}</span>`;
}

function percent(minutes: number): string {
  return (100 * Math.min(1, minutes / fullMinutes)).toFixed(1);
}
