import { setTimeout as sleepFor } from 'node:timers/promises';
import {
  DeleteSecretCommand,
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { Failure } from '../failure.ts';
import type { Kubeconfig } from './kubeconfig.ts';
import { isOfDeleted } from './secretDeletion.ts';
import { deserialiseKubeconfig } from './stored.ts';

/**
 * Where kubeconfigs are stored: one secret per cluster. The writer chooses each version's UUID. The cluster's record
 * says which version is in use, so a rotation takes effect in one write.
 */
export interface Vault {
  /** Throws a Failure of kind kubeconfig if nothing usable is stored. */
  read(cluster: string, version: string): Promise<Kubeconfig>;
  /** Deletes all versions at once. Does nothing if there are none. */
  remove(cluster: string): Promise<void>;
}

/**
 * Milliseconds to wait before each further read of a missing secret: what was just written or restored may not be
 * readable yet.
 */
const pauses = [250, 750, 1_500];

/** Kubeconfigs in AWS Secrets Manager under `<prefix><cluster>`. */
export function secretsManagerVault(
  client: SecretsManagerClient,
  prefix: string,
  sleep: (milliseconds: number) => Promise<unknown> = sleepFor,
): Vault {
  return { read, remove };

  async function read(cluster: string, version: string): Promise<Kubeconfig> {
    try {
      return deserialiseKubeconfig(await readPatiently(prefix + cluster, version));
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw unreadable(error, prefix + cluster);
    }
  }

  async function readPatiently(SecretId: string, VersionId: string): Promise<string> {
    for (const pause of pauses) {
      try {
        return await readOnce(SecretId, VersionId);
      } catch (error) {
        if (!(error instanceof ResourceNotFoundException || isOfDeleted(error))) throw error;
        await sleep(pause);
      }
    }
    return await readOnce(SecretId, VersionId);
  }

  async function readOnce(SecretId: string, VersionId: string): Promise<string> {
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId, VersionId }));
    return SecretString;
  }

  async function remove(cluster: string): Promise<void> {
    try {
      await client.send(
        new DeleteSecretCommand({ SecretId: prefix + cluster, ForceDeleteWithoutRecovery: true }),
      );
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException || isOfDeleted(error))) throw error;
    }
  }
}

/** A missing or denied secret is a state of the cluster. A failure of Secrets Manager is not, and is retried. */
function unreadable(error: unknown, secret: string): unknown {
  const name = (error as Error | undefined)?.name ?? '';
  if (error instanceof ResourceNotFoundException || name === 'InvalidRequestException')
    return new Failure('kubeconfig', `The secret ${secret}, or the version in use, does not exist`, {
      remedy: 'Send the kubeconfig again by {kubeconfig}.',
      cause: error,
    });
  if (/AccessDenied|DecryptionFailure/.test(name))
    return new Failure('kubeconfig', `The secret ${secret} may not be read: ${name}`, {
      remedy:
        'Check the secret’s resource policy and its KMS key: the push function’s role must be able to read it.',
      cause: error,
    });
  return error;
}
