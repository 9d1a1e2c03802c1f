import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { tableFrom } from '../../../shared/awsClients.ts';
import { fipsEndpoint } from '../../../shared/fipsEndpoint.ts';
import { tokenWorldFrom } from '../../../shared/registries/fromEnvironment.ts';

const endpointOf = async (client: object): Promise<string> => {
  const given = await (
    client as { config: { endpoint?: () => Promise<{ hostname: string }> } }
  ).config.endpoint?.();
  if (given !== undefined) return given.hostname;
  const { config } = client as {
    config: { endpointProvider(parameters: object): { url: URL }; region(): Promise<string> } & Record<
      'useFipsEndpoint' | 'useDualstackEndpoint',
      () => Promise<boolean>
    >;
  };
  return config.endpointProvider({
    Region: await config.region(),
    UseFIPS: await config.useFipsEndpoint(),
    UseDualStack: await config.useDualstackEndpoint(),
  }).url.host;
};

test.each([
  ['eu-west-1', 'api.ecr.eu-west-1.amazonaws.com', 'secretsmanager.eu-west-1.amazonaws.com'],
  ['cn-north-1', 'api.ecr.cn-north-1.amazonaws.com.cn', 'secretsmanager.cn-north-1.amazonaws.com.cn'],
  ['us-gov-west-1', 'api.ecr.us-gov-west-1.amazonaws.com', 'secretsmanager.us-gov-west-1.amazonaws.com'],
])('AWS is called in %s at %s and %s', async (region, ecr, secretsManager) => {
  const { clients } = tokenWorldFrom({ AWS_REGION: region }, []);
  expect(await endpointOf(clients.ecr(region))).toBe(ecr);
  expect(await endpointOf(clients.secretsManager(region))).toBe(secretsManager);
});

describe('with FIPS endpoints', () => {
  beforeEach(() => {
    process.env['AWS_USE_FIPS_ENDPOINT'] = 'true';
  });
  afterEach(() => {
    delete process.env['AWS_USE_FIPS_ENDPOINT'];
  });

  test.each([
    ['us-east-1', 'ecr-fips.us-east-1.amazonaws.com', 'secretsmanager-fips.us-east-1.amazonaws.com'],
    [
      'us-gov-west-1',
      'ecr-fips.us-gov-west-1.amazonaws.com',
      'secretsmanager-fips.us-gov-west-1.amazonaws.com',
    ],
    // Canada has one for some services.
    ['ca-central-1', 'api.ecr.ca-central-1.amazonaws.com', 'secretsmanager-fips.ca-central-1.amazonaws.com'],
    ['eu-west-1', 'api.ecr.eu-west-1.amazonaws.com', 'secretsmanager.eu-west-1.amazonaws.com'],
    ['cn-north-1', 'api.ecr.cn-north-1.amazonaws.com.cn', 'secretsmanager.cn-north-1.amazonaws.com.cn'],
  ])('what is in %s is called at a name that exists', async (region, ecr, secretsManager) => {
    const { clients } = tokenWorldFrom({ AWS_REGION: 'us-east-1' }, []);
    expect(await endpointOf(clients.ecr(region))).toBe(ecr);
    expect(await endpointOf(clients.secretsManager(region))).toBe(secretsManager);
    expect(await endpointOf(clients.ecrPublic('us-east-1'))).toBe('api.ecr-public.us-east-1.amazonaws.com');
  });

  test.each([
    ['us-east-1', 'sts-fips.us-east-1.amazonaws.com', 'dynamodb-fips.us-east-1.amazonaws.com'],
    ['ca-central-1', 'sts.ca-central-1.amazonaws.com', 'dynamodb-fips.ca-central-1.amazonaws.com'],
    ['eu-west-1', 'sts.eu-west-1.amazonaws.com', 'dynamodb.eu-west-1.amazonaws.com'],
  ])('and so are the services of its own region %s', async (region, sts, dynamodb) => {
    process.env['AWS_REGION'] = region;
    const environment = { ...process.env, TABLE_NAME: 't' };
    expect(await endpointOf(tokenWorldFrom(environment, []).clients.sts)).toBe(sts);
    expect(await endpointOf(tableFrom(environment).client)).toBe(dynamodb);
    delete process.env['AWS_REGION'];
  });

  test('a given address is called as it is', async () => {
    expect(
      fipsEndpoint('ecr', 'us-east-1', { AWS_USE_FIPS_ENDPOINT: 'true', AWS_ENDPOINT_URL: 'http://x' }),
    ).toEqual({});
  });
});
