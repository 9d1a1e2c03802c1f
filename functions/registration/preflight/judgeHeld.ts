import type { Check } from '../../../shared/api/schemas.ts';
import type { FailureKind } from '../../../shared/failure.ts';
import type { HeldFinding, Unseen } from '../../../shared/preflight/findings.ts';

/** What a cluster was seen to hold. */
export interface SeenInCluster {
  found: readonly HeldFinding[];
  /** Why nothing is expected there yet; undefined if everything is. */
  notYet: string | undefined;
}

interface Judgement {
  result: Check['result'];
  /** Completes "Secret x …" or "Service account x …"; absent if it passed. */
  because?: string;
  /** Why it is not a failure yet. */
  notYet?: string;
  /** The text that results reported together share. Default: `because`. */
  like?: string;
  /** The kind of failure, if it failed. */
  kind?: FailureKind;
}

export interface JudgedNamespace {
  target: string;
  namespace: string;
  secrets: readonly (Judgement & { name: string; until?: number })[];
  /** `isThere`: false if the service account does not exist, so nothing can be linked. */
  links: readonly (Judgement & { account: string; isThere: boolean })[];
}

/** Judges what was seen in each namespace: anything that is not as it should be fails, unless it was never written. */
export function judgeHeld({ found, notYet }: SeenInCluster): JudgedNamespace[] {
  const wrong = (because: string, kind: FailureKind): Judgement =>
    notYet === undefined ? { result: 'failed', because, kind } : { result: 'unchecked', because, notYet };
  return found.map(({ target, namespace, secrets, links }) => ({
    target,
    namespace,
    secrets: secrets.map(({ name, seen }) => ({ name, ...judgeSecret(seen) })),
    links: links.map(({ account, seen }) => {
      if ('because' in seen) return { account, isThere: true, ...unknown(seen) };
      if (!seen.there)
        return { account, isThere: false, result: 'unchecked' as const, because: 'does not exist' };
      const because = `does not name ${seen.lacks.join(' and ')}`;
      return {
        account,
        isThere: true,
        ...(seen.lacks.length === 0 ? { result: 'passed' as const } : wrong(because, 'not-found')),
      };
    }),
  }));

  function judgeSecret(seen: HeldFinding['secrets'][number]['seen']): Judgement & { until?: number } {
    if (!('as' in seen)) return unknown(seen);
    const end = seen.until === undefined ? {} : { until: seen.until };
    if (seen.as === 'written') return { result: 'passed', ...end };
    return { ...wrong(seen.because, seen.as === 'missing' ? 'not-found' : 'conflict'), ...end };
  }
}

function unknown({ because, like }: Unseen): Judgement {
  return {
    ...(like !== undefined && { like }),
    result: 'unchecked',
    because: `could not be looked at (${because})`,
  };
}
