import type { Phase } from '../clusters/record.ts';
import { type Ends, never } from '../ends.ts';
import { iso } from '../iso.ts';
import type { Clock } from './clock.ts';

/** How long a cluster's earliest token still lives. */
export interface Life {
  is: 'endless' | 'unserved' | 'expired' | 'atRisk' | 'long';
  /** True if nobody renews it. */
  idle: boolean;
  /** The most important part, shown first; may be empty. */
  strong: string;
  words: string;
}

/** A cluster, as both the page and the API have it. */
export interface Living {
  phase: Phase;
  ends?: Ends | undefined;
  /** Why its last push failed. */
  problems?: readonly unknown[] | undefined;
  /** How many namespaces hold what they should. */
  namespaces: { ready: number };
}

export function lifeOf(cluster: Living, { atRiskMinutes }: { atRiskMinutes: number }, clock: Clock): Life {
  const { phase, ends } = cluster;
  const idle = phase === 'Paused' || phase === 'Deregistering';
  if (ends === undefined) return { is: 'unserved', idle, ...unserved(cluster) };
  if (ends === never)
    return { is: 'endless', idle, strong: '', words: `Does not expire${idle ? ', not renewed' : ''}` };
  const validUntil = iso(ends);
  const left = ends - clock.now;
  if (left <= 0) {
    const since = `Expired ${clock.since(validUntil)} ago`;
    return idle
      ? { is: 'expired', idle, strong: '', words: `${since}, and not renewed` }
      : { is: 'expired', idle, strong: since, words: `: unable to pull since ${clock.at(validUntil)}` };
  }
  const atRisk = left < atRiskMinutes * 60_000;
  const words = `${clock.left(validUntil)} left, until ${clock.at(validUntil)}`;
  return {
    is: atRisk ? 'atRisk' : 'long',
    idle,
    strong: atRisk && !idle ? '▲ At risk:' : '',
    words: `${atRisk && !idle ? ' ' : ''}${words}${idle ? ', not renewed' : ''}`,
  };
}

function unserved({ phase, problems = [], namespaces: { ready } }: Living): Pick<Life, 'strong' | 'words'> {
  if (phase === 'Healthy')
    return {
      strong: '',
      words:
        ready > 0
          ? 'Not known yet: a write may still arrive late, and everything is written again after it'
          : 'No token: no namespace is chosen',
    };
  if (phase === 'Pending') return { strong: '', words: 'No token yet: waiting for its first push' };
  return problems.length > 0 ? { strong: 'Never served', words: '' } : { strong: '', words: 'No token' };
}
