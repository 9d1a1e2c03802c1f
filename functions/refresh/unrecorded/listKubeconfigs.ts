import { ListSecretsCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** Names of the clusters whose kubeconfig is stored and does not await deletion. Each call returns 100. */
export async function listKubeconfigs(
  client: SecretsManagerClient,
  prefix: string,
  signal: AbortSignal,
): Promise<string[]> {
  const names: string[] = [];
  let next: string | undefined;
  do {
    signal.throwIfAborted();
    const { SecretList = [], NextToken } = await client.send(
      new ListSecretsCommand({
        MaxResults: 100,
        Filters: [{ Key: 'name', Values: [prefix] }],
        NextToken: next,
      }),
    );
    // The filter ignores case.
    for (const { Name = '', DeletedDate } of SecretList)
      if (Name.startsWith(prefix) && DeletedDate === undefined) names.push(Name.slice(prefix.length));
    next = NextToken;
  } while (next !== undefined);
  return names;
}
