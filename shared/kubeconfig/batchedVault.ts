import { BatchGetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import DataLoader from 'dataloader';
import type { Kubeconfig } from './kubeconfig.ts';
import { deserialiseKubeconfig } from './stored.ts';
import type { Vault } from './vault.ts';

interface Wanted {
  cluster: string;
  version: string;
}

/** The most secrets that Secrets Manager takes in one BatchGetSecretValue. */
const largestBatch = 20;

/**
 * A vault in which reads of the same turn of the event loop go out as one call. A batch returns the current version of
 * each secret. If a cluster uses another version, or the batch has no answer for it, it is read on its own: it gets its
 * own error, and no other cluster waits. Nothing is cached for later reads.
 */
export function batchedVault(vault: Vault, client: SecretsManagerClient, prefix: string): Vault {
  const loader = new DataLoader<Wanted, string | undefined>(
    async (wanted) => {
      const current = wanted.length > 1 ? await readBatch(client, prefix, wanted) : new Map<string, string>();
      return wanted.map(({ cluster, version }) => current.get(key(prefix + cluster, version)));
    },
    { cache: false, maxBatchSize: largestBatch },
  );
  return { read, remove: vault.remove };

  async function read(cluster: string, version: string): Promise<Kubeconfig> {
    const text = await loader.load({ cluster, version });
    return text === undefined ? vault.read(cluster, version) : deserialiseKubeconfig(text);
  }
}

/** Texts by name and version. Empty if the whole call fails: then every secret is read on its own. */
async function readBatch(
  client: SecretsManagerClient,
  prefix: string,
  wanted: readonly Wanted[],
): Promise<Map<string, string>> {
  const SecretIdList = [...new Set(wanted.map(({ cluster }) => prefix + cluster))];
  const answer = await client.send(new BatchGetSecretValueCommand({ SecretIdList })).catch(() => undefined);
  const texts = new Map<string, string>();
  for (const { Name, VersionId, SecretString } of answer?.SecretValues ?? [])
    if (SecretString !== undefined) texts.set(key(Name, VersionId), SecretString);
  return texts;
}

const key = (secret: string | undefined, version: string | undefined) => JSON.stringify([secret, version]);
