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

/** Tells a secret that awaits its deletion from one whose forced deletion goes on. */
const discarded = { Key: 'pullpass:discarded', Value: 'true' };

export const isDiscarded = (tags: readonly Tag[] = []) => tags.some(({ Key }) => Key === discarded.Key);

/** Schedules a secret for deletion: until the days are over it can be restored. */
export async function scheduleDeletion(
  client: SecretsManagerClient,
  SecretId: string,
  RecoveryWindowInDays: number,
): Promise<void> {
  await client.send(new TagResourceCommand({ SecretId, Tags: [discarded] }));
  await client.send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays }));
}

/** Takes back a secret that awaits its deletion; one that does not is no error. Throws SecretLeaving. */
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
