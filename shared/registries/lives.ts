import { sessionSeconds } from './asPrincipal.ts';
import type { RegistryCredential } from './credential.ts';

/** Milliseconds. */
export const sessionLife = sessionSeconds * 1000;

/** A credential, and when it was asked for by this worker's clock (epoch milliseconds). */
export interface Fetched {
  credential: RegistryCredential;
  fetchedAt: number;
}

export type Lives = ReturnType<typeof lives>;

/**
 * What was observed of how long tokens live, by what they are kept under. AWS does not say whether a token outlives the
 * session of the role that asked for it. It is taken to, until one was refused before its time while a newer one was
 * accepted; and again as soon as one is accepted after its session.
 */
export function lives(now: () => number) {
  const boundSince = new Map<string, number>();
  const outlivedAt = new Map<string, number>();
  const isBound = (key: string) => boundSince.has(key);

  return {
    isBound,
    boundSince: (key: string) => boundSince.get(key),

    /** What another worker observed, as a cluster's record has it; what this one saw later counts more. */
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

    /** Epoch milliseconds: until when a token counts as good. */
    endOf(key: string, fetched: Fetched): number {
      const { expiresAt } = fetched.credential;
      return isBound(key) ? Math.min(expiresAt, sessionEnd(fetched)) : expiresAt;
    },

    /** Whether it may be given on: half of what it counts for is left, and its session goes on. By elapsed time. */
    isFresh(key: string, { credential, fetchedAt }: Fetched): boolean {
      const age = now() - fetchedAt;
      if (isBound(key) && age >= sessionLife / 2) return false;
      if (credential.sessionEndsAt !== undefined && age >= sessionLife) return false;
      return credential.expiresAt - now() > (credential.expiresAt - fetchedAt) / 2;
    },
  };
}

/** Epoch milliseconds. Of PullPass's own role nothing is known: an hour is the shortest that is usual. */
export function sessionEnd({ credential, fetchedAt }: Fetched): number {
  return credential.sessionEndsAt ?? fetchedAt + sessionLife;
}
