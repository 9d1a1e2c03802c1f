import type { AwsCredentialIdentityProvider } from '@smithy/types';

/** The settings for AWS SDK clients. */
export interface Aws {
  region: string;
  credentials: AwsCredentialIdentityProvider;
}

/** Runs work with an AWS SDK client, and closes the client's connections. */
export async function closing<C extends { destroy(): void }, T>(
  client: C,
  work: (client: C) => Promise<T>,
): Promise<T> {
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}
