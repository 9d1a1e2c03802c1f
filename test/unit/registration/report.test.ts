import { expect, test } from '@jest/globals';
import { report as reportOn } from '../../../functions/registration/preflight/report.ts';
import { verbsOf } from '../../../functions/registration/preflight/words.ts';
import { Failure } from '../../../shared/failure.ts';
import { listed } from '../../../shared/plan/words.ts';
import type { Findings } from '../../../shared/preflight/findings.ts';

const nothing: Findings = {
  contact: { identity: 'pusher' },
  missing: [],
  existenceUnchecked: [],
  listing: { needed: false },
  accesses: [],
  wishes: [],
  choosingNothing: [],
  collisions: [],
  accounts: [],
  own: [],
  registries: [],
};

const report = (findings: Findings) => reportOn(findings, { name: 'prod', registered: true });
const secret = (verb: 'create' | 'patch' | 'delete') => ({ verb, resource: 'secrets' as const, name: 's' });
const nowhere = { everywhere: false as const, denied: [], allowed: [], unchecked: [] };
const messages = (findings: Partial<Findings>) =>
  report({ ...nothing, ...findings })
    .checks.slice(3)
    .map(({ result, message }) => `${result}: ${message}`);

test('verbs on one object with the same result are one check', () => {
  expect(
    messages({
      accesses: [
        { access: secret('create'), answer: { everywhere: true } },
        { access: secret('patch'), answer: { everywhere: true } },
        { access: secret('delete'), answer: { ...nowhere, denied: ['a', 'b', 'c'], allowed: ['d'] } },
      ],
    }),
  ).toEqual([
    'passed: May create and patch secrets/s in all namespaces.',
    'failed: pusher cannot delete secrets/s in 3 namespaces: a, b, c.',
    'passed: May delete secrets/s in namespace d.',
  ]);
});

test('what is unknown is reported separately, and fails nothing', () => {
  const findings: Partial<Findings> = {
    listing: { needed: true, answer: { because: 'no time' } },
    existenceUnchecked: ['a', 'b'],
    accesses: [
      { access: secret('create'), answer: { because: 'no answer' } },
      { access: secret('patch'), answer: { ...nowhere, unchecked: ['a'] } },
      { access: secret('delete'), answer: nowhere },
    ],
    registries: [{ registries: ['main'], answer: { because: 'no time' } }],
  };
  expect(report({ ...nothing, ...findings }).result).toBe('passed');
  for (const message of messages(findings)) expect(message).toMatch(/^unchecked: /);
});

test('what is in no namespace is named with its API group, and granted by a ClusterRole', () => {
  const access = {
    verb: 'get' as const,
    group: 'config.openshift.io',
    resource: 'infrastructures' as const,
    name: 'cluster',
  };
  expect(messages({ accesses: [{ access, answer: { atClusterScope: true } }] })).toEqual([
    'passed: May get infrastructures.config.openshift.io/cluster at the cluster scope.',
  ]);
  const denied = report({ ...nothing, accesses: [{ access, answer: { atClusterScope: false } }] });
  expect(denied.checks.at(-1)).toMatchObject({
    result: 'failed',
    message: 'pusher cannot get infrastructures.config.openshift.io/cluster at the cluster scope.',
    remedy: expect.stringContaining(
      'to a ClusterRole with the rule {"apiGroups": ["config.openshift.io"], "resources": ["infrastructures"]',
    ),
  });
});

test('each failure carries its kind and a remedy', () => {
  const failure = new Failure('throttled', 'slow down', { remedy: 'wait' }).report();
  const { result, checks } = report({
    ...nothing,
    missing: ['a'],
    listing: { needed: true, answer: { failure } },
    accesses: [{ access: secret('create'), answer: { ...nowhere, denied: ['a'] } }],
    registries: [{ registries: ['x', 'y'], answer: { failure } }],
  });
  expect(result).toBe('failed');
  const failed = checks.filter((check) => check.result === 'failed');
  expect(failed.map(({ kind }) => kind)).toEqual(['throttled', 'not-found', 'forbidden', 'throttled']);
  for (const { remedy } of failed) expect(remedy).toMatch(/./);
});

test('a server that cannot name the user is not a failure', () => {
  expect(report({ ...nothing, contact: { identity: '' } })).toMatchObject({
    result: 'passed',
    checks: [{}, {}, { check: 'identity', result: 'unchecked' }],
  });
});

test('a network that could not be asked fails on its own, and leaves the cluster unknown', () => {
  const failure = new Failure('throttled', 'its function was refused a start', { remedy: 'wait' }).report();
  const because = 'the checks could not be made where the pushes run';
  const { result, checks } = report({
    ...nothing,
    network: { network: 'east', answer: { failures: [failure] } },
    contact: { because },
    registries: [{ registries: ['main'], answer: { because } }],
  });
  expect(result).toBe('failed');
  expect(checks.map(({ check, result }) => `${check} ${result}`)).toEqual([
    'network failed',
    'reach unchecked',
    'tls unchecked',
    'identity unchecked',
    'permissions unchecked',
    'registry unchecked',
  ]);
});

test('a network that reaches what it needs says so, the default one too', () => {
  const network = { answer: { reached: ['DynamoDB', 'Secrets Manager'] } };
  expect(report({ ...nothing, network }).checks[0]).toEqual({
    check: 'network',
    result: 'passed',
    message: 'Pushes run in the default network, which reaches DynamoDB and Secrets Manager.',
  });
});

test('a network whose function is of the version before, which tried no credential, is understood', () => {
  const registries = [{ registries: ['main'], answer: { minted: true } as const }];
  expect(report({ ...nothing, registries }).checks).toContainEqual({
    check: 'registry',
    result: 'passed',
    message: 'PullPass gets a credential for registry main.',
  });
});

test('whether images may be pulled is reported as it was seen', () => {
  const host = 'registry.example';
  const image = `${host}/team/app:1`;
  const told = (answer: object) => {
    const registries = [{ registries: ['main'], answer: { minted: true, unproven: [], ...answer } as const }];
    const { checks } = report({ ...nothing, registries });
    return checks.filter(({ check }) => check === 'registry').slice(1);
  };
  expect(told({ pulled: image })).toEqual([
    {
      check: 'registry',
      result: 'passed',
      message: `The probe image ${image} may be pulled: its manifest was given.`,
    },
  ]);
  expect(told({})).toMatchObject([
    {
      result: 'unchecked',
      message: 'It was not tried whether images may be pulled from registry main: no "probe" is set.',
      remedy: expect.stringContaining('"probe"'),
    },
  ]);
  const silent = { host, image, because: 'it gave no answer (ECONNRESET)' };
  expect(told({ unproven: [silent] })).toEqual([
    {
      check: 'registry',
      result: 'unchecked',
      message: `It could not be seen from where PullPass runs whether the probe image ${image} may be pulled: it gave no answer (ECONNRESET).`,
    },
  ]);
  const missing = {
    host,
    image,
    because: `${host} says that it does not exist (NAME_UNKNOWN)`,
    missing: true,
  };
  expect(told({ unproven: [missing] })).toMatchObject([
    { result: 'unchecked', remedy: 'Correct "probe", or push that image.' },
  ]);
});

test('names are listed up to ten', () => {
  expect(listed(['a', 'b'])).toBe('a, b');
  expect(listed(Array.from({ length: 12 }, (_, index) => String(index)))).toMatch(/, 9 and 2 more$/);
  expect(verbsOf(['a'], 'or')).toBe('a');
  expect(verbsOf(['a', 'b', 'c'], 'or')).toBe('a, b or c');
});
