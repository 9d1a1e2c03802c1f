import {
  DeleteSecretCommand,
  DescribeSecretCommand,
  InvalidRequestException,
  RestoreSecretCommand,
  type SecretsManagerClient,
  type Tag,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-secrets-manager';
import { SecretLeaving } from './secretDeletion.ts';

/** Marks a secret that awaits its deletion, as opposed to one under forced deletion. */
const discarded = { Key: 'pullpass:discarded', Value: 'true' };

export const isDiscarded = (tags: readonly Tag[] = []) => tags.some(({ Key }) => Key === discarded.Key);

/** Schedules a secret for deletion. Until then it can be restored. */
export async function scheduleDeletion(
  client: SecretsManagerClient,
  SecretId: string,
  RecoveryWindowInDays: number,
): Promise<void> {
  await client.send(new TagResourceCommand({ SecretId, Tags: [discarded] }));
  await client.send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays }));
}

/** Restores a secret that awaits its deletion; does nothing to any other. Throws SecretLeaving. */
export async function restoreSecret(client: SecretsManagerClient, SecretId: string): Promise<void> {
  try {
    await client.send(new RestoreSecretCommand({ SecretId }));
  } catch (error) {
    if (!(error instanceof InvalidRequestException)) throw error;
    const { DeletedDate } = await client.send(new DescribeSecretCommand({ SecretId }));
    if (DeletedDate !== undefined) throw new SecretLeaving(SecretId, error);
  }
  await client.send(new UntagResourceCommand({ SecretId, TagKeys: [discarded.Key] }));
}
