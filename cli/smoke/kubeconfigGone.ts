import {
  DescribeSecretCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/** Whether a cluster's kubeconfig is gone from Secrets Manager. */
export async function isKubeconfigGone(client: SecretsManagerClient, secret: string): Promise<boolean> {
  try {
    const { DeletedDate } = await client.send(new DescribeSecretCommand({ SecretId: secret }));
    // A forced deletion continues in the background.
    return DeletedDate !== undefined;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return true;
    throw error;
  }
}
