import { expect, test } from '@jest/globals';
import { registry } from '../../../shared/registries/schema.ts';

const ecr = { name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' };
const ofPublic = { name: 'public', kind: 'ecr-public' };
const quay = {
  name: 'quay',
  kind: 'static',
  host: 'quay.io',
  secretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:pullpass-registry-quay-AbCdEf',
};
const role = 'arn:aws:iam::123456789012:role/pullpass-pull';

test.each([
  ecr,
  { ...ecr, roleArn: role, externalId: 'a-fleet' },
  { ...ecr, region: 'cn-north-1', roleArn: role.replace('aws', 'aws-cn') },
  { ...ecr, region: 'us-gov-east-1', roleArn: role.replace('aws', 'aws-us-gov') },
  { ...ecr, endpoints: ['dual-stack', 'standard'] },
  ofPublic,
  { ...ofPublic, roleArn: role },
  quay,
  { ...quay, host: 'quay.io/team-a' },
  { ...quay, host: 'registry.example.com:5000' },
  { ...quay, roleArn: role, externalId: 'a-fleet' },
  { ...ecr, probe: 'team/app:1.2' },
  { ...ecr, probe: `team/app@sha256:${'a'.repeat(64)}` },
  { ...ecr, probe: `app:1@sha256:${'a'.repeat(64)}` },
  { ...ofPublic, probe: 'docker/library/busybox' },
  { ...quay, host: 'quay.io/team-a', probe: 'app__x:V1.2_3-rc' },
])('%j is a registry', (given) => {
  expect(registry.safeParse(given)).toMatchObject({ success: true, data: given });
});

test.each([
  [{ ...ecr, externalId: 'x1' }, 'externalId', 'externalId needs a roleArn'],
  [{ ...ofPublic, externalId: 'x1' }, 'externalId', 'externalId needs a roleArn'],
  [
    { ...ecr, region: 'cn-north-1', roleArn: role },
    'roleArn',
    'a role in the partition aws, and cn-north-1 is in aws-cn: expected arn:aws-cn:iam::…',
  ],
  [{ ...ofPublic, roleArn: role.replace('aws', 'aws-cn') }, 'roleArn', /ECR Public is in aws:/],
  [{ ...quay, roleArn: role.replace('aws', 'aws-us-gov') }, 'roleArn', /the secret is in aws:/],
  [
    { ...ecr, region: 'us-iso-east-1', endpoints: ['standard', 'dual-stack'] },
    'endpoints.1',
    /no dual-stack endpoints in the partition aws-iso/,
  ],
  [{ ...ecr, endpoints: ['fips', 'fips'] }, 'endpoints', 'each once'],
  [{ ...ecr, region: 'Europe' }, 'region', /AWS region/],
  [{ ...ecr, hosts: ['https://mirror.example.com'] }, 'hosts.0', /no scheme or path/],
  [{ ...ecr, hosts: ['mirror..example.com'] }, 'hosts.0', /host name/],
  [{ ...ecr, hosts: [`${'a'.repeat(64)}.example.com`] }, 'hosts.0', /host name/],
  [{ ...ecr, hosts: ['mirror.example.com:65536'] }, 'hosts.0', /port/],
  [{ ...quay, host: 'quay.io:0/team' }, 'host', /port/],
  [{ ...quay, host: 'https://quay.io' }, 'host', /no scheme/],
  [{ ...quay, host: 'quay.io/' }, 'host', /no scheme/],
  [{ ...quay, host: 'quay.io/Team' }, 'host', /lower case/],
  [{ ...quay, secretArn: 'pullpass-registry-quay' }, 'secretArn', /ARN of a secret/],
  [
    {
      ...quay,
      secretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:pullpass/prod/clusters/other-AbCdEf',
    },
    'secretArn',
    'the secret of a kubeconfig is not for registries',
  ],
  [
    { ...ecr, probe: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app:1' },
    'probe',
    'the image without its host: expected team/app:1',
  ],
  [{ ...quay, host: 'quay.io/team', probe: 'quay.io/team/app' }, 'probe', /expected app$/],
  [{ ...ecr, probe: 'registry.example.com:5000/team/app' }, 'probe', /without its host/],
  [{ ...ecr, probe: 'Team/app' }, 'probe', /such as team\/app:1.2/],
  [{ ...ecr, probe: 'team/app@sha256:abc' }, 'probe', /team\/app@sha256/],
  [{ ...ofPublic, probe: '/app' }, 'probe', /an image of this registry/],
  [{ ...quay, probe: 'app:' }, 'probe', /an image of this registry/],
  [{ ...quay, password: 'never here' }, '', /password/],
  [{ ...ecr, kind: 'gcr' }, 'kind', /static/],
])('%j is refused at %s', (given, path, message) => {
  const { error } = registry.safeParse(given);
  const [issue] = error?.issues ?? [];
  expect(issue?.path.join('.')).toBe(path);
  expect(issue?.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
});
