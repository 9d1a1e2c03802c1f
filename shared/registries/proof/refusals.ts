import type { RegistryCredential } from '../credential.ts';

/**
 * Milliseconds for which no token is minted in place of a refused one, and the same password is not tried again: a
 * fleet that fails must not fail AWS too, and registries lock users out.
 */
const refusedFor = 60_000;

/** Remembers which host refused which credential, and since when. */
export function refusals(now: () => number) {
  const times = new WeakMap<RegistryCredential, Map<string, number>>();
  return {
    note(credential: RegistryCredential, host: string): void {
      const since = times.get(credential) ?? new Map<string, number>();
      times.set(credential, since);
      if (!since.has(host)) since.set(host, now());
    },

    /** Whether one of these hosts refused it so long ago that another may be tried; hosts that took it keep it. */
    areOver(credential: RegistryCredential, hosts: readonly string[]): boolean {
      const since = times.get(credential);
      return hosts.some((host) => now() - (since?.get(host) ?? Number.POSITIVE_INFINITY) >= refusedFor);
    },
  };
}
