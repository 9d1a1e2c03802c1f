import { defaultProvider } from '@aws-sdk/credential-provider-node';
import type { Signer } from '../api/transport.ts';
import { checkStage } from '../stage.ts';
import { explainAws } from './explainAws.ts';
import { findApi } from './findApi.ts';
import type { Place } from './place.ts';
import { regionFor, regionOfApi } from './region.ts';

/**
 * Finds the API and its signer: the SDK's own chain (environment, profiles, SSO, roles, processes). Credentials are
 * fetched here, so that what is wrong with them is said before anything else is.
 */
export async function signIn(
  place: Exclude<Place, { kind: 'unsigned' }>,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<{ url: string; signer: Signer }> {
  const { profile } = place;
  const ofAddress = place.kind === 'address' ? regionOfApi(new URL(place.url)) : undefined;
  const region = place.region ?? ofAddress ?? (await regionFor(undefined, environment, profile));
  const credentials = defaultProvider({
    clientConfig: { region },
    ...(profile !== undefined && { profile }),
  });
  await credentials().catch((error: unknown) => {
    throw explainAws(error, 'The AWS SDK was asked for credentials', { denied: '' });
  });
  if (place.kind === 'address') return { url: place.url, signer: { credentials, region } };
  const { stage } = checkStage({ stage: place.stage, region: await regionFor(region, environment, profile) });
  return { url: await findApi({ stage, region, credentials }, signal), signer: { credentials, region } };
}
