import type { Check } from '../../../shared/api/schemas.ts';
import type { FailureKind } from '../../../shared/failure.ts';
import type { HeldFinding, Unseen } from '../../../shared/preflight/findings.ts';

/** What was seen in a cluster. */
export interface Held {
  found: readonly HeldFinding[];
  /** Why nothing of it is expected to be there yet; undefined if all of it is. */
  notYet: string | undefined;
}

interface Judgement {
  result: Check['result'];
  /** Completes "Secret x …" or "Service account x …"; absent if it passed. */
  because?: string;
  /** Why it is no failure yet. */
  notYet?: string;
  /** What those have in common that are told together. Default: `because`. */
  like?: string;
  /** Where it failed. */
  kind?: FailureKind;
}

export interface JudgedNamespace {
  target: string;
  namespace: string;
  secrets: readonly (Judgement & { name: string; until?: number })[];
  /** `isThere`: false where there is no such service account, and so nothing that could be linked. */
  links: readonly (Judgement & { account: string; isThere: boolean })[];
}

/** Judges what was seen in each namespace: what is not as it should be fails, unless it was never written. */
export function judgeHeld({ found, notYet }: Held): JudgedNamespace[] {
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
