import { describe, expect, test } from '@jest/globals';
import { allowedBy } from '../../../cli/deploy/shutOut/allowedBy.ts';
import { decideShutOut } from '../../../cli/deploy/shutOut/decideShutOut.ts';
import { registry } from '../../../shared/registries/schema.ts';

const ecr = { name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' };
const role = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;
const own = role('123456789012', 'pullpass-pull');
const others = role('210987654321', 'pullpass-pull');
const secretArn = 'arn:aws:secretsmanager:eu-west-1:210987654321:secret:quay-AbCdEf';
const cluster = (name: string, ...registries: object[]) => ({
  name,
  registries: registries.map((each, index) => registry.parse({ ...each, name: `r${index}` })),
});
const fleet = [
  cluster('plain', ecr),
  cluster('own', { ...ecr, roleArn: own, hosts: ['210987654321.dkr.ecr.eu-west-1.amazonaws.com'] }),
  cluster('theirs', { ...ecr, roleArn: others }, ecr),
  cluster('also-theirs', { name: 'q', kind: 'static', host: 'quay.io', secretArn, roleArn: others }),
  cluster('named', { ...ecr, hosts: ['ecr.example.com'] }),
];
const deployer = { partition: 'aws', account: '123456789012' };

describe('without parameters, the defaults', () => {
  test('allow the roles of the own account, and ECR’s hosts', async () => {
    expect(await allowedBy([], deployer)).toEqual({
      registryRoles: ['arn:aws:iam::123456789012:role/pullpass-*'],
      ecrHosts: [],
    });
  });

  test('shut out clusters that use others, each named with what it needs', async () => {
    expect(decideShutOut(fleet, await allowedBy([], deployer))).toEqual([
      { parameter: 'registryRoles', clusters: ['also-theirs', 'theirs'], needed: [others] },
      { parameter: 'ecrHosts', clusters: ['named'], needed: ['ecr.example.com'] },
    ]);
  });
});

test('the given parameters count (of a repeated one, the last), and no cluster that they allow is shut out', async () => {
  const params = [
    'registryRoles=none',
    'registryRoles= arn:aws:iam::123456789012:role/pullpass-*, arn:aws:iam::210987654321:role/* ',
    'ecrHosts=ecr.example.com',
  ];
  expect(decideShutOut(fleet, await allowedBy(params, deployer))).toEqual([]);
});

test('an empty parameter allows none', async () => {
  const [roles] = decideShutOut(fleet, await allowedBy(['registryRoles='], deployer));
  expect(roles).toEqual({
    parameter: 'registryRoles',
    clusters: ['also-theirs', 'own', 'theirs'],
    needed: [own, others],
  });
});
