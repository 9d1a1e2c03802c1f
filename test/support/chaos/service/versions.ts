import type { EmbeddedAws } from '../../../../local/aws/startAws.ts';

/** A version of a secret, as it was when it was first stored. */
export interface StoredVersion {
  /** Name of the secret. */
  secret: string;
  id: string;
  /** Epoch milliseconds, to the second. */
  at: number;
  /** Whether a renewal stored it: an admin's have other labels. */
  isRenewal: boolean;
  /** The token in its kubeconfig. */
  token: string | undefined;
}

/** Every version that is ever stored, including those that are gone at once. */
export function watchVersions({ secretStore }: EmbeddedAws): StoredVersion[] {
  const seen: StoredVersion[] = [];
  const known = new Set<string>();
  const save = secretStore.save.bind(secretStore);
  secretStore.save = (secret) => {
    for (const { id, createdAt, stages, string } of secret.versions) {
      if (known.has(id)) continue;
      known.add(id);
      const isRenewal = stages.includes(`pullpass-${id}`);
      seen.push({ secret: secret.name, id, at: createdAt * 1000, isRenewal, token: tokenIn(string) });
    }
    save(secret);
  };
  return seen;
}

function tokenIn(text = '{}'): string | undefined {
  type Stored = { kubeconfig?: { credential?: { token?: string } } };
  return (JSON.parse(text) as Stored).kubeconfig?.credential?.token;
}
