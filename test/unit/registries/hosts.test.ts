import { expect, test } from '@jest/globals';
import { configKeys, registryHosts } from '../../../shared/registries/hosts.ts';
import { registry } from '../../../shared/registries/schema.ts';

const account = '123456789012';
const every = ['standard', 'fips', 'dual-stack', 'fips-dual-stack'];

/** The forms that the kubelet's ECR provider knows, in cloud-provider-aws. */
const known =
  /^(\d{12})\.dkr[.-]ecr(-fips)?\.([a-zA-Z0-9][a-zA-Z0-9-_]*)\.(amazonaws\.(?:com(?:\.cn)?|eu)|on\.(?:aws|amazonwebservices\.com\.cn)|sc2s\.sgov\.gov|c2s\.ic\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)$/;

test.each([
  ['eu-west-1', ['standard'], [`${account}.dkr.ecr.eu-west-1.amazonaws.com`]],
  [
    'us-east-1',
    every,
    [
      `${account}.dkr.ecr.us-east-1.amazonaws.com`,
      `${account}.dkr.ecr-fips.us-east-1.amazonaws.com`,
      `${account}.dkr-ecr.us-east-1.on.aws`,
      `${account}.dkr-ecr-fips.us-east-1.on.aws`,
    ],
  ],
  [
    'us-gov-west-1',
    ['fips', 'dual-stack'],
    [`${account}.dkr.ecr-fips.us-gov-west-1.amazonaws.com`, `${account}.dkr-ecr.us-gov-west-1.on.aws`],
  ],
  [
    'cn-north-1',
    ['standard', 'dual-stack'],
    [
      `${account}.dkr.ecr.cn-north-1.amazonaws.com.cn`,
      `${account}.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn`,
    ],
  ],
  ['us-iso-east-1', ['standard'], [`${account}.dkr.ecr.us-iso-east-1.c2s.ic.gov`]],
  ['eusc-de-east-1', ['standard'], [`${account}.dkr.ecr.eusc-de-east-1.amazonaws.eu`]],
])('ECR in %s by %j is at hosts that the kubelet knows too', (region, endpoints, hosts) => {
  const parsed = registry.parse({ name: 'main', kind: 'ecr', accountId: account, region, endpoints });
  expect(registryHosts(parsed)).toEqual(hosts);
  for (const host of hosts) expect(host).toMatch(known);
});

test('the user’s hosts come after those of ECR, as for an interface endpoint without private DNS', () => {
  const hosts = ['vpce-0a1b-x.dkr.ecr.eu-west-1.vpce.amazonaws.com'];
  const ecr = { name: 'main', kind: 'ecr', accountId: account, region: 'eu-west-1', hosts } as const;
  expect(registryHosts(ecr)).toEqual([`${account}.dkr.ecr.eu-west-1.amazonaws.com`, ...hosts]);
  expect(registryHosts({ name: 'public', kind: 'ecr-public', hosts: ['ecr-public.aws.com'] })).toEqual([
    'public.ecr.aws',
    'ecr-public.aws.com',
  ]);
});

test.each(['docker.io', 'index.docker.io', 'registry-1.docker.io'])(
  'Docker Hub, given as %s, is in a docker config under every key that clients look up',
  (host) => {
    const secretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:pullpass-registry-hub';
    const hub = { name: 'hub', kind: 'static', host, secretArn } as const;
    const keys = ['docker.io', 'https://index.docker.io/v1/', 'registry-1.docker.io'];
    expect(new Set(configKeys(hub))).toEqual(new Set([host, ...keys]));
    expect(registryHosts(hub)).toEqual([host]);
    // Only kubelets and containers/image use a part of it.
    expect(configKeys({ ...hub, host: `${host}/team` })).toEqual([`${host}/team`]);
  },
);
