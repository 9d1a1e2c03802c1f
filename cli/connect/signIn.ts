import { defaultProvider } from '@aws-sdk/credential-provider-node';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import type { Signer } from '../api/transport.ts';
import { checkStage } from '../stage.ts';
import { explainAws } from './explainAws.ts';
import { findApi } from './findApi.ts';
import type { Place } from './place.ts';
import { regionFor, regionOfApi } from './region.ts';

/**
 * Finds the API and its signer, with the SDK's own chain (environment, profiles, SSO, roles, processes). Fetches the
 * credentials, so that bad ones are reported before anything else.
 */
export async function signIn(
  place: Exclude<Place, { kind: 'unsigned' }>,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<{ url: string; signer: Signer }> {
  const { profile } = place;
  if (place.kind === 'address') {
    const region = await regionFor(place.region ?? regionOfApi(new URL(place.url)), environment, profile);
    return { url: place.url, signer: { region, credentials: await credentialsFor(region, profile) } };
  }
  const stage = checkStage(place.stage);
  const region = await regionFor(place.region, environment, profile);
  const aws = { region, credentials: await credentialsFor(region, profile) };
  return {
    url: await findApi({ stage, region, aws }, signal),
    signer: aws,
  };
}

/** Fetches the credentials once, to show that there are any. Rejects with a CommandError. */
export async function credentialsFor(
  region: string,
  profile: string | undefined,
): Promise<AwsCredentialIdentityProvider> {
  const credentials = defaultProvider({
    clientConfig: { region },
    ...(profile !== undefined && { profile }),
  });
  await credentials().catch((error: unknown) => {
    throw explainAws(error, 'The AWS SDK was asked for credentials', { denied: '' });
  });
  return credentials;
}
