import type { ClusterRecord } from '../../shared/clusters/record.ts';
import { iso } from '../../shared/iso.ts';
import type { Holder } from '../../shared/registries/holders.ts';
import { boundSince } from '../../shared/registries/notes.ts';
import type { GivenCredential, Tokens } from '../../shared/registries/tokens.ts';

/** The tokens of one push. Their source learns which cluster holds them. */
export interface Lease {
  tokens: Tokens;
  holder: Holder;
  /** The credentials given out, by the registry's name. */
  given: ReadonlyMap<string, GivenCredential>;
}

/** @param startedAt epoch milliseconds */
export function leaseFor(
  { name, status, secretsSayHost }: ClusterRecord,
  tokens: Tokens,
  startedAt: number,
): Lease {
  const holder: Holder = {
    cluster: name,
    startedAt: iso(startedAt),
    servedAt: status.lastSuccessAt,
    recorded: false,
    refused: [],
  };
  const given = new Map<string, GivenCredential>();
  return {
    holder,
    given,
    async tokens(registry, wish) {
      const since = boundSince(registry, status.tokenNotes);
      const credential = await tokens(registry, {
        ...wish,
        boundSince: since,
        holder,
        mayBeUnbound: secretsSayHost === undefined,
      });
      given.set(registry.name, credential);
      return credential;
    },
  };
}
