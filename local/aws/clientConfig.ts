/** The configuration of an AWS SDK client for the embedded service. */
export interface LocalClientConfig {
  region: string;
  endpoint: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
}

/** Keys that no account has: the SDK needs some to sign with. */
export const localCredentials = { accessKeyId: 'AKIALOCALONLY0000000', secretAccessKey: 'not-a-secret' };
