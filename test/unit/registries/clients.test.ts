import { expect, test } from '@jest/globals';
import { tokenWorldFrom } from '../../../shared/registries/fromEnvironment.ts';

const endpointOf = async (client: object): Promise<string> => {
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

test('where FIPS endpoints are wanted, all are called there but ECR Public, which has none', async () => {
  process.env['AWS_USE_FIPS_ENDPOINT'] = 'true';
  try {
    const { clients } = tokenWorldFrom({ AWS_REGION: 'us-east-1' }, []);
    expect(await endpointOf(clients.ecr('us-east-1'))).toMatch(/ecr-fips\.us-east-1\.amazonaws\.com$/);
    expect(await endpointOf(clients.secretsManager('us-east-1'))).toBe(
      'secretsmanager-fips.us-east-1.amazonaws.com',
    );
    expect(await endpointOf(clients.ecrPublic('us-east-1'))).toBe('api.ecr-public.us-east-1.amazonaws.com');
  } finally {
    delete process.env['AWS_USE_FIPS_ENDPOINT'];
  }
});
