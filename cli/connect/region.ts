import { loadConfig } from '@smithy/core/config';
import { usageError } from '../program/errors.ts';

/** The region in an API Gateway address: https://ID.execute-api.REGION.amazonaws.com */
export function regionOfApi(url: URL): string | undefined {
  return /\.execute-api\.([a-z0-9-]+)\.(?:amazonaws\.com|api\.aws)(?:\.cn)?$/.exec(url.hostname)?.[1];
}

/** --region, or AWS_REGION, or the profile's. Rejects with a usage error if none is set. */
export async function regionFor(
  region: string | undefined,
  environment: NodeJS.ProcessEnv,
  profile: string | undefined,
): Promise<string> {
  const found =
    region || environment['AWS_REGION'] || environment['AWS_DEFAULT_REGION'] || (await ofProfile(profile));
  if (!found)
    throw usageError(
      'No AWS region is known.',
      'Give --region, such as --region eu-west-1, or set AWS_REGION.',
    );
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(found))
    throw usageError(`--region is "${found}", expected an AWS region such as eu-west-1.`);
  return found;
}

async function ofProfile(profile: string | undefined): Promise<string | undefined> {
  const read = loadConfig<string>(
    {
      environmentVariableSelector: () => undefined,
      configFileSelector: ({ region }) => region,
      default: '',
    },
    { preferredFile: 'credentials', ...(profile !== undefined && { profile }) },
  );
  return await read();
}
