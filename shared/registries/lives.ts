import { sessionSeconds } from './asPrincipal.ts';
import type { RegistryCredential } from './credential.ts';

/** Milliseconds. */
export const sessionLife = sessionSeconds * 1000;

/** A credential, and when it was requested by this worker's clock (epoch milliseconds). */
export interface Fetched {
  credential: RegistryCredential;
  fetchedAt: number;
}

export type Lives = ReturnType<typeof lives>;

/**
 * What was observed of tokens' lives, by the keys they are kept under. AWS does not say whether a token outlives the
 * session of the role that requested it. We assume that it does, until one is refused early while a newer one is
 * accepted; and again once one is accepted after its session's end.
 */
export function lives(now: () => number) {
  const boundSince = new Map<string, number>();
  const outlivedAt = new Map<string, number>();
  const isBound = (key: string) => boundSince.has(key);

  return {
    isBound,
    boundSince: (key: string) => boundSince.get(key),

    /**
     * Takes over what another worker observed, from a cluster's record. What this worker saw later takes precedence.
     */
    learn(key: string, since: number | undefined): void {
      if (since === undefined || since <= (outlivedAt.get(key) ?? Number.NEGATIVE_INFINITY)) return;
      boundSince.set(key, Math.min(since, boundSince.get(key) ?? since));
    },

    sawEarlyEnd(key: string): void {
      if (!isBound(key)) boundSince.set(key, now());
    },

    sawOutlive(key: string): void {
      outlivedAt.set(key, now());
      boundSince.delete(key);
    },

    /** Epoch milliseconds: until when a token counts as valid. */
    endOf(key: string, fetched: Fetched): number {
      const { expiresAt } = fetched.credential;
      return isBound(key) ? Math.min(expiresAt, sessionEnd(fetched)) : expiresAt;
    },

    /**
     * Whether it may still be given out: half of its counted life is left, and its session has not ended. Uses elapsed
     * time.
     */
    isFresh(key: string, { credential, fetchedAt }: Fetched): boolean {
      const age = now() - fetchedAt;
      if (isBound(key) && age >= sessionLife / 2) return false;
      if (credential.sessionEndsAt !== undefined && age >= sessionLife) return false;
      return credential.expiresAt - now() > (credential.expiresAt - fetchedAt) / 2;
    },
  };
}

/** Epoch milliseconds. The session of PullPass's own role is unknown: assume an hour, the shortest usual one. */
export function sessionEnd({ credential, fetchedAt }: Fetched): number {
  return credential.sessionEndsAt ?? fetchedAt + sessionLife;
}
