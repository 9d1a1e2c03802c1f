import { paginateListSecrets, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { StoredKubeconfig } from './decideRestore.ts';

/** Every kubeconfig of the stage, by cluster. Reads names and versions, and no value. */
export async function storedKubeconfigs(
  client: SecretsManagerClient,
  prefix: string,
): Promise<Map<string, StoredKubeconfig>> {
  const found = new Map<string, StoredKubeconfig>();
  const pages = paginateListSecrets(
    { client, pageSize: 100 },
    { Filters: [{ Key: 'name', Values: [prefix] }] },
  );
  for await (const { SecretList = [] } of pages)
    for (const { Name = '', SecretVersionsToStages = {} } of SecretList) {
      // The filter is a prefix of words, and takes no account of case.
      if (!Name.startsWith(prefix)) continue;
      const versions = Object.entries(SecretVersionsToStages);
      found.set(Name.slice(prefix.length), {
        versions: new Set(versions.map(([version]) => version)),
        current: versions.find(([, stages]) => stages.includes('AWSCURRENT'))?.[0],
      });
    }
  return found;
}
