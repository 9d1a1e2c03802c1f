import {
  type DescribeSecretResponse,
  InvalidParameterException,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
  type UpdateSecretVersionStageRequest,
} from '@aws-sdk/client-secrets-manager';

/** The staging labels of a secret when it was read, by version. */
export type Labels = NonNullable<DescribeSecretResponse['VersionIdsToStages']>;

export const current = 'AWSCURRENT';

/** The version with AWSCURRENT. */
export function currentIn(seen: Labels): string | undefined {
  return Object.keys(seen).find((version) => seen[version]?.includes(current));
}

/** Moves a staging label. Leaves it alone if it is no longer where it was seen, or its version no longer exists. */
export async function moveLabel(
  client: SecretsManagerClient,
  move: UpdateSecretVersionStageRequest,
  until: { abortSignal?: AbortSignal } = {},
): Promise<void> {
  try {
    await client.send(new UpdateSecretVersionStageCommand(move), until);
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException || error instanceof InvalidParameterException))
      throw error;
  }
}
