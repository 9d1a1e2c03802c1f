import { devNull } from 'node:os';
import type { AwsService } from './calls.ts';
import { localCredentials } from './clientConfig.ts';

const names: Record<Exclude<AwsService, 'registry'>, string> = {
  dynamodb: 'DYNAMODB',
  sqs: 'SQS',
  secretsmanager: 'SECRETS_MANAGER',
  ecr: 'ECR',
  'ecr-public': 'ECR_PUBLIC',
  sts: 'STS',
  lambda: 'LAMBDA',
};

/** Services for which the real AWS may be used. */
export type RealService = 'ecr' | 'ecr-public' | 'sts';

/**
 * The variables that direct the AWS SDK's clients to the embedded services.
 *
 * The user's own AWS setup has no influence, unless a service is real: then the user's credentials and shared files
 * apply.
 */
export function environmentFor(
  endpoints: Readonly<Record<AwsService, string>>,
  region: string,
  real: readonly RealService[],
): Record<string, string> {
  const local = (Object.keys(names) as (keyof typeof names)[]).filter(
    (service) => !real.some((name) => name === service),
  );
  const urls = Object.fromEntries(
    local.map((service) => [`AWS_ENDPOINT_URL_${names[service]}`, endpoints[service]]),
  );
  // Real tokens need real registries.
  if (real.length > 0) return { AWS_REGION: region, ...urls };
  return {
    AWS_REGION: region,
    ...urls,
    REGISTRY_ENDPOINT_URL: endpoints.registry,
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
    // Empty or off, because they would override those above: a profile overrides the keys, a FIPS endpoint the URLs.
    AWS_SESSION_TOKEN: '',
    AWS_PROFILE: '',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_USE_FIPS_ENDPOINT: 'false',
    AWS_USE_DUALSTACK_ENDPOINT: 'false',
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false',
  };
}
