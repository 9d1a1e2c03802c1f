import {
  CreateSecretCommand,
  DescribeSecretCommand,
  type DescribeSecretResponse,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import type { Kubeconfig } from './kubeconfig.ts';
import { isDiscarded, restoreSecret, scheduleDeletion } from './scheduledDeletion.ts';
import { decideDeleted, isOfDeleted, SecretLeaving } from './secretDeletion.ts';
import { current, currentIn, moveLabel } from './stagingLabels.ts';
import { serialiseKubeconfig } from './stored.ts';
import { secretsManagerVault, type Vault } from './vault.ts';

/**
 * A vault that can also be written to; separate, so that pushes need no right to write.
 *
 * Secrets Manager may delete a version without a staging label. So the version that the record names keeps AWSCURRENT
 * until the record names another. A new version waits under a label of its own, which the next new version takes over.
 */
export interface WritableVault extends Vault {
  /** Stores the first version. Restores a secret that awaits its deletion. Throws SecretLeaving. */
  create(cluster: string, kubeconfig: Kubeconfig, version: string): Promise<void>;
  /** Stores a version beside `inUse`. Creates the secret if it was lost. Throws SecretLeaving. */
  add(cluster: string, kubeconfig: Kubeconfig, version: string, inUse: string): Promise<void>;
  /** Moves AWSCURRENT to the version that the record now names. */
  use(cluster: string, version: string): Promise<void>;
  /**
   * Schedules the secret for deletion if this version is all it holds, and returns whether it did. A registration of
   * the same name before then restores it.
   */
  discard(cluster: string, version: string): Promise<boolean>;
  /** Restores a secret that awaits its deletion; does nothing to any other. */
  restore(cluster: string): Promise<void>;
}

const next = 'pullpass-next';

/** The shortest recovery window in Secrets Manager. */
const discardDays = 7;

export interface VaultOptions {
  /** Epoch milliseconds. Default: the clock's. */
  now?: () => number;
  sleep?: (milliseconds: number) => Promise<unknown>;
  /**
   * The key that encrypts secrets. A secret with another key gets this one before its next version is stored. Default:
   * secrets keep the key they have; new ones get AWS's own key for Secrets Manager.
   */
  kmsKeyArn?: string | undefined;
}

/** Kubeconfigs in AWS Secrets Manager under `<prefix><cluster>`. */
export function writableVault(
  client: SecretsManagerClient,
  prefix: string,
  { now = Date.now, sleep, kmsKeyArn }: VaultOptions = {},
): WritableVault {
  return { ...secretsManagerVault(client, prefix, sleep), create, add, use, discard, restore };

  async function create(cluster: string, kubeconfig: Kubeconfig, version: string): Promise<void> {
    const SecretId = prefix + cluster;
    const value = secretValue(kubeconfig, version);
    await unlessLeaving(SecretId, async () => {
      try {
        await client.send(
          new CreateSecretCommand({
            Name: SecretId,
            Description: `Kubeconfig of the cluster ${cluster}, kept by PullPass`,
            Tags: [{ Key: 'app.kubernetes.io/managed-by', Value: 'pullpass' }],
            KmsKeyId: kmsKeyArn,
            ...value,
          }),
        );
        return;
      } catch (error) {
        if (!(error instanceof ResourceExistsException || isOfDeleted(error))) throw error;
      }
      await encrypt(SecretId, await living(cluster));
      await client.send(new PutSecretValueCommand({ SecretId, ...value }));
    });
  }

  async function add(cluster: string, kubeconfig: Kubeconfig, version: string, inUse: string): Promise<void> {
    const SecretId = prefix + cluster;
    try {
      await unlessLeaving(SecretId, async () => {
        const described = await living(cluster);
        await label(SecretId, inUse, described);
        await encrypt(SecretId, described);
        await client.send(
          new PutSecretValueCommand({ SecretId, ...secretValue(kubeconfig, version), VersionStages: [next] }),
        );
      });
    } catch (error) {
      if (!isGone(error)) throw error;
      await create(cluster, kubeconfig, version);
    }
  }

  async function use(cluster: string, version: string): Promise<void> {
    const SecretId = prefix + cluster;
    await label(SecretId, version, await client.send(new DescribeSecretCommand({ SecretId })));
  }

  /**
   * Gives a secret the key. Secrets Manager then encrypts the versions with AWSCURRENT and AWSPREVIOUS again, and all
   * future ones.
   * Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html
   */
  async function encrypt(SecretId: string, { KmsKeyId }: DescribeSecretResponse): Promise<void> {
    if (kmsKeyArn === undefined || KmsKeyId === kmsKeyArn) return;
    await client.send(new UpdateSecretCommand({ SecretId, KmsKeyId: kmsKeyArn }));
  }

  /** Moves AWSCURRENT to the version, unless that version is gone or somebody else is moving the label. */
  async function label(
    SecretId: string,
    version: string,
    { VersionIdsToStages = {} }: DescribeSecretResponse,
  ): Promise<void> {
    const from = currentIn(VersionIdsToStages);
    if (from === version) return;
    const VersionStage = current;
    await moveLabel(client, { SecretId, VersionStage, MoveToVersionId: version, RemoveFromVersionId: from });
  }

  async function discard(cluster: string, version: string): Promise<boolean> {
    const SecretId = prefix + cluster;
    try {
      const { DeletedDate, VersionIdsToStages = {} } = await client.send(
        new DescribeSecretCommand({ SecretId }),
      );
      const others = Object.keys(VersionIdsToStages).filter((id) => id !== version);
      if (DeletedDate !== undefined || others.length > 0) return false;
      await scheduleDeletion(client, SecretId, discardDays);
      return true;
    } catch (error) {
      if (error instanceof ResourceNotFoundException || isOfDeleted(error)) return false;
      throw error;
    }
  }

  function restore(cluster: string): Promise<void> {
    return restoreSecret(client, prefix + cluster);
  }

  /** Describes a secret before it is written to. Restores it first if it awaits deletion. */
  async function living(cluster: string): Promise<DescribeSecretResponse> {
    const SecretId = prefix + cluster;
    const described = await client.send(new DescribeSecretCommand({ SecretId }));
    const { DeletedDate, Tags } = described;
    if (DeletedDate === undefined) return described;
    if (!isDiscarded(Tags) && decideDeleted(DeletedDate, now()) === 'wait')
      throw new SecretLeaving(SecretId, undefined);
    await restore(cluster);
    return described;
  }
}

/**
 * Turns every error that a deletion under way may cause into SecretLeaving. `ResourceNotFoundException`: it has just
 * ended.
 */
async function unlessLeaving(secret: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw isOfDeleted(error) || error instanceof ResourceNotFoundException
      ? new SecretLeaving(secret, error)
      : error;
  }
}

const isGone = (error: unknown) =>
  error instanceof SecretLeaving && error.cause instanceof ResourceNotFoundException;

function secretValue(kubeconfig: Kubeconfig, version: string) {
  return { SecretString: serialiseKubeconfig(kubeconfig), ClientRequestToken: version };
}
