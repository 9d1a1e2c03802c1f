import type { Clock } from '../../../shared/fleet/clock.ts';
import type { FleetLimits } from '../../../shared/fleet/limits.ts';
import type { ClusterRow } from '../view.ts';
import { html, type Markup } from './html.ts';

/** A full bar: what ECR gives a token to live. */
const fullMinutes = 12 * 60;

/** What is left of a cluster's earliest token, as a bar and in words. */
export function bar(row: ClusterRow, limits: FleetLimits, clock: Clock): Markup {
  const { validUntil, endless, phase } = row;
  const idle = phase === 'Paused' || phase === 'Deregistering';
  if (endless) return full(idle ? 'quiet' : 'safe', html`Does not end${idle && ', not renewed'}`);
  if (validUntil === undefined) return none('quiet', unserved(row));
  const left = Date.parse(validUntil) - clock.now;
  if (left <= 0) {
    const words = `Expired ${clock.since(validUntil)} ago`;
    return idle
      ? none('quiet', html`${words}, and not renewed`)
      : none('expired', html`<b>${words}</b>: cannot pull since ${clock.at(validUntil)}`);
  }
  const minutes = left / 60_000;
  const atRisk = minutes < limits.atRiskMinutes;
  const level = idle ? 'quiet' : atRisk ? 'risk' : 'safe';
  const share = percent(minutes);
  const words = `${clock.left(validUntil)} left`;
  return html`<div class="pp-bar" role="meter" aria-label="Token life of ${row.name}" aria-valuemin="0" aria-valuemax="${fullMinutes}" aria-valuenow="${Math.min(fullMinutes, Math.floor(minutes))}" aria-valuetext="${words}"><div class="pp-fill pp-level-${level}" style="width:${share}%"></div><div class="pp-mark" style="left:${percent(limits.atRiskMinutes)}%"></div></div><span class="pp-small">${atRisk && !idle && html`<b>▲ At risk:</b> `}${words}, until ${clock.at(validUntil)}${idle && ', not renewed'}</span>`;
}

function unserved({ phase, problems, namespaces }: ClusterRow): Markup {
  if (phase === 'Healthy')
    return namespaces.ready > 0
      ? html`Not known yet: a first write may come late, and all is written once more`
      : html`No token: no namespace is chosen`;
  if (phase === 'Pending') return html`No token yet: waits for its first push`;
  return problems.length === 0 ? html`No token` : html`<b>Never served</b>`;
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
