import {
  DescribeSecretCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  type UpdateSecretVersionStageRequest,
} from '@aws-sdk/client-secrets-manager';
import type { Kubeconfig } from './kubeconfig.ts';
import { secretsManagerFailure } from './secretsManagerFailure.ts';
import { current, type Labels, moveLabel } from './stagingLabels.ts';
import { serialiseKubeconfig } from './stored.ts';

/**
 * A vault in which a credential can be renewed. Every version that a record names, or is about to name, has its own
 * label, `pullpass-<version>`: Secrets Manager may delete a version without a label, and every other label may move.
 */
export interface RenewableVault {
  labels(cluster: string): Promise<Labels>;
  /**
   * Removes the own labels of all versions except `kept`, and gives each of those its own. `seen`: labels read before
   * it was known that the record names no other versions. So no version is touched that the record has come to name
   * since.
   */
  keepOnly(cluster: string, kept: readonly string[], seen: Labels): Promise<void>;
  /** Stores a version under its own label. */
  put(cluster: string, kubeconfig: Kubeconfig, version: string): Promise<void>;
  /** Moves AWSCURRENT to a version that the record names, unless it has left `from` meanwhile. */
  use(cluster: string, version: string, from: string | undefined): Promise<void>;
}

const labelOf = (version: string) => `pullpass-${version}`;

/**
 * Kubeconfigs in AWS Secrets Manager under `<prefix><cluster>`. Throws a Failure if Secrets Manager refuses a call.
 *
 * @param signal aborts every call under way
 */
export function renewableVault(
  client: SecretsManagerClient,
  prefix: string,
  signal: AbortSignal,
): RenewableVault {
  const until = { abortSignal: signal };
  const move = (label: UpdateSecretVersionStageRequest) => moveLabel(client, label, until);
  return {
    labels: (cluster) => named(cluster, labels(cluster)),
    keepOnly: (cluster, kept, seen) => named(cluster, keepOnly(cluster, kept, seen)),
    put: (cluster, kubeconfig, version) => named(cluster, put(cluster, kubeconfig, version)),
    use: (cluster, version, from) => named(cluster, use(cluster, version, from)),
  };

  async function named<T>(cluster: string, call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      throw secretsManagerFailure(error, prefix + cluster) ?? error;
    }
  }

  async function labels(cluster: string): Promise<Labels> {
    const describe = new DescribeSecretCommand({ SecretId: prefix + cluster });
    return (await client.send(describe, until)).VersionIdsToStages ?? {};
  }

  async function keepOnly(cluster: string, kept: readonly string[], seen: Labels): Promise<void> {
    const SecretId = prefix + cluster;
    for (const [version, labels] of Object.entries(seen))
      if (!kept.includes(version) && labels.includes(labelOf(version)))
        await move({ SecretId, VersionStage: labelOf(version), RemoveFromVersionId: version });
    for (const version of kept)
      if (!seen[version]?.includes(labelOf(version)))
        await move({ SecretId, VersionStage: labelOf(version), MoveToVersionId: version });
  }

  async function put(cluster: string, kubeconfig: Kubeconfig, version: string): Promise<void> {
    await client.send(
      new PutSecretValueCommand({
        SecretId: prefix + cluster,
        SecretString: serialiseKubeconfig(kubeconfig),
        ClientRequestToken: version,
        VersionStages: [labelOf(version)],
      }),
      until,
    );
  }

  function use(cluster: string, version: string, from: string | undefined): Promise<void> {
    const SecretId = prefix + cluster;
    return move({ SecretId, VersionStage: current, MoveToVersionId: version, RemoveFromVersionId: from });
  }
}
