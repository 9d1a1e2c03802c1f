import { type Fetched, type Lives, sessionEnd } from './lives.ts';
import type { Proofs, Refused } from './proof/proofs.ts';

/** How many replaced tokens are watched for each key. */
const mostWatched = 4;

/**
 * Watches tokens that were replaced, until each has been tried after the end of the session that requested it. Clusters
 * still hold them, and nothing else would notice whether they outlive the session.
 */
export function formerTokens(now: () => number, life: Lives, tried: Proofs) {
  const current = new Map<string, Fetched>();
  const former = new Map<string, Fetched[]>();

  return {
    /** Call it with each token that is kept under a key. */
    see(key: string, fetched: Fetched): void {
      const before = current.get(key);
      if (before === fetched) return;
      current.set(key, fetched);
      if (before === undefined || !isWorthWatching(key, before)) return;
      former.set(key, [before, ...(former.get(key) ?? [])].slice(0, mostWatched));
    },

    /** Tries those whose session has ended, and returns the refused ones. */
    async look(key: string): Promise<{ fetched: Fetched; refused: Refused }[]> {
      const due = (former.get(key) ?? []).filter((fetched) => sessionEnd(fetched) <= now());
      if (due.length === 0) return [];
      const found = await Promise.all(due.map((fetched) => lookAt(key, fetched)));
      const over = new Set(due.filter((fetched, index) => found[index]?.over || hasEnded(fetched)));
      former.set(
        key,
        (former.get(key) ?? []).filter((fetched) => !over.has(fetched)),
      );
      return found.flatMap(({ refusals }) => refusals);
    },
  };

  function isWorthWatching(key: string, fetched: Fetched): boolean {
    const hasSession = fetched.credential.sessionEndsAt !== undefined || life.isBound(key);
    return hasSession && !hasEnded(fetched) && tried.accepted(fetched.credential).length > 0;
  }

  function hasEnded({ credential }: Fetched): boolean {
    return credential.expiresAt <= now();
  }

  async function lookAt(key: string, fetched: Fetched) {
    const { credential } = fetched;
    const questions = tried.accepted(credential);
    const proved = await Promise.all(questions.map((question) => tried([question], credential)));
    const refusals = proved.flatMap((each) => ('refused' in each ? { fetched, refused: each.refused } : []));
    const outlived = questions.some(
      (question) => (tried.acceptedAt(question, credential) ?? 0) >= sessionEnd(fetched),
    );
    if (outlived && refusals.length === 0) life.sawOutlive(key);
    return { refusals, over: outlived || refusals.length > 0 };
  }
}
