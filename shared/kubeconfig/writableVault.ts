import {
  CreateSecretCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Kubeconfig } from './kubeconfig.ts';
import { serialiseKubeconfig } from './stored.ts';
import { secretsManagerVault, type Vault } from './vault.ts';

/** A vault that can also be written to. Apart from the other, so that pushing needs no right to write. */
export interface WritableVault extends Vault {
  /** Adds a version; the first one makes the secret. */
  write(cluster: string, kubeconfig: Kubeconfig, version: string): Promise<void>;
}

/** Kubeconfigs in AWS Secrets Manager under `<prefix><cluster>`. */
export function writableVault(client: SecretsManagerClient, prefix: string): WritableVault {
  return { ...secretsManagerVault(client, prefix), write };

  async function write(cluster: string, kubeconfig: Kubeconfig, version: string): Promise<void> {
    const value = { SecretString: serialiseKubeconfig(kubeconfig), ClientRequestToken: version };
    try {
      await client.send(
        new CreateSecretCommand({
          Name: prefix + cluster,
          Description: `Kubeconfig of the cluster ${cluster}, kept by PullPass`,
          Tags: [{ Key: 'app.kubernetes.io/managed-by', Value: 'pullpass' }],
          ...value,
        }),
      );
    } catch (error) {
      if (!(error instanceof ResourceExistsException)) throw error;
      await client.send(new PutSecretValueCommand({ SecretId: prefix + cluster, ...value }));
    }
  }
}
