import { ListSecretsCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { StoredKubeconfig } from './decideRestore.ts';

/** Every kubeconfig of the stage, by cluster. Reads names and versions, and no value. */
export async function storedKubeconfigs(
  client: SecretsManagerClient,
  prefix: string,
): Promise<Map<string, StoredKubeconfig>> {
  const found = new Map<string, StoredKubeconfig>();
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new ListSecretsCommand({
        Filters: [{ Key: 'name', Values: [prefix] }],
        MaxResults: 100,
        ...(NextToken !== undefined && { NextToken }),
      }),
    );
    for (const { Name = '', SecretVersionsToStages = {} } of page.SecretList ?? []) {
      // The filter is a prefix of words, and takes no account of case.
      if (!Name.startsWith(prefix)) continue;
      const versions = Object.entries(SecretVersionsToStages);
      found.set(Name.slice(prefix.length), {
        versions: new Set(versions.map(([version]) => version)),
        current: versions.find(([, stages]) => stages.includes('AWSCURRENT'))?.[0],
      });
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
}
