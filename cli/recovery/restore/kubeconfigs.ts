import { paginateListSecrets, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { isDiscarded } from '../../../shared/kubeconfig/scheduledDeletion.ts';
import { decideDeleted } from '../../../shared/kubeconfig/secretDeletion.ts';
import type { StoredKubeconfig } from './decideRestore.ts';

/**
 * Every readable kubeconfig of the stage, by cluster. Includes those that await deletion, but not forced ones. Reads
 * names and versions, no values.
 */
export async function storedKubeconfigs(
  client: SecretsManagerClient,
  prefix: string,
  now: number,
): Promise<Map<string, StoredKubeconfig>> {
  const found = new Map<string, StoredKubeconfig>();
  const pages = paginateListSecrets(
    { client, pageSize: 100 },
    { Filters: [{ Key: 'name', Values: [prefix] }], IncludePlannedDeletion: true },
  );
  for await (const { SecretList = [] } of pages)
    for (const { Name = '', SecretVersionsToStages = {}, DeletedDate, Tags } of SecretList) {
      // The filter matches prefixes of words, and ignores case.
      if (!Name.startsWith(prefix)) continue;
      const awaitsDeletion = DeletedDate !== undefined;
      if (awaitsDeletion && !isDiscarded(Tags) && decideDeleted(DeletedDate, now) === 'wait') continue;
      const versions = Object.entries(SecretVersionsToStages);
      found.set(Name.slice(prefix.length), {
        versions: new Set(versions.map(([version]) => version)),
        current: versions.find(([, stages]) => stages.includes('AWSCURRENT'))?.[0],
        ...(awaitsDeletion && { awaitsDeletion }),
      });
    }
  return found;
}
