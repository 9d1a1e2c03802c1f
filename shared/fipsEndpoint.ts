const unitedStates = ['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'us-gov-east-1', 'us-gov-west-1'];
const canadaToo = [...unitedStates, 'ca-central-1', 'ca-west-1'];

/**
 * The regions in which each service has a FIPS endpoint. For other regions the SDK makes up a host that does not exist.
 * Sources: https://aws.amazon.com/compliance/fips/ and the variants tagged `fips` in botocore's endpoints.json
 */
const regions = {
  dynamodb: canadaToo,
  ecr: unitedStates,
  lambda: unitedStates,
  secretsmanager: canadaToo,
  sqs: canadaToo,
  sts: unitedStates,
} as const;

export interface EndpointChoice {
  useFipsEndpoint?: boolean;
  endpoint?: string;
}

/**
 * The endpoint of a service, for its client. If FIPS endpoints are requested (AWS_USE_FIPS_ENDPOINT) but the region has
 * none, its ordinary endpoint is used. ECR's is named here: the SDK would call `api.ecr-fips`, which ECR does not list.
 * Source: https://docs.aws.amazon.com/general/latest/gr/ecr.html
 */
export function fipsEndpoint(
  service: keyof typeof regions,
  region: string,
  environment: NodeJS.ProcessEnv = process.env,
): EndpointChoice {
  // A configured address is used as it is; the SDK has no FIPS form of it.
  const given = environment['AWS_ENDPOINT_URL'] ?? environment[`AWS_ENDPOINT_URL_${service.toUpperCase()}`];
  if (environment['AWS_USE_FIPS_ENDPOINT'] !== 'true' || given) return {};
  if (!regions[service].includes(region)) return { useFipsEndpoint: false };
  if (service !== 'ecr') return {};
  return { useFipsEndpoint: false, endpoint: `https://ecr-fips.${region}.amazonaws.com` };
}

/** The same, for the region in which the function runs. */
export const ownFipsEndpoint = (service: keyof typeof regions, environment: NodeJS.ProcessEnv) =>
  fipsEndpoint(service, environment['AWS_REGION'] ?? '', environment);
