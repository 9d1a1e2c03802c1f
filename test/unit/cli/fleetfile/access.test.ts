import { expect, test } from '@jest/globals';
import { chooseContext } from '../../../../cli/fleetfile/change/access.ts';
import { CommandError } from '../../../../cli/program/errors.ts';
import { leaks } from '../../../support/encodings.ts';

const secret = 'sha256~Q3Vycnk-PowderTokenOfOpenShift_0123456789AB';
const other = 'sha256~AnotherClustersTokenThatMustStayHere_98765432';

const kubeconfig = (contexts: readonly string[], current?: string) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    ...(current !== undefined && { 'current-context': current }),
    preferences: {},
    contexts: contexts.map((name) => ({
      name,
      context: { cluster: `c-${name}`, user: `u-${name}`, namespace: 'x' },
    })),
    clusters: contexts.map((name) => ({ name: `c-${name}`, cluster: { server: `https://${name}:6443` } })),
    users: contexts.map((name) => ({ name: `u-${name}`, user: { token: name === 'eu' ? secret : other } })),
  });

const choose = (text: string, context?: string) =>
  chooseContext(text, { file: 'eu.kubeconfig', context, where: 'fleet.yaml:3' });

test.each([
  ['the one that access names', kubeconfig(['us', 'eu'], 'us'), 'eu'],
  ['the current one', kubeconfig(['us', 'eu'], 'eu'), undefined],
  ['the only one', kubeconfig(['eu']), undefined],
])('%s is sent, and no credential of another cluster', (_, text, context) => {
  const sent = choose(text, context);
  expect(sent.context).toBe(context);
  expect(JSON.parse(sent.kubeconfig)).toMatchObject({
    'current-context': 'eu',
    contexts: [{ name: 'eu', context: { cluster: 'c-eu', user: 'u-eu' } }],
    clusters: [{ name: 'c-eu', cluster: { server: 'https://eu:6443' } }],
    users: [{ name: 'u-eu', user: { token: secret } }],
  });
  expect(leaks(sent.kubeconfig, other)).toEqual([]);
});

const many = Array.from({ length: 60 }, (_, index) => `c${index}`);

test('a kubeconfig with many clusters may be larger than the API accepts', () => {
  const text = kubeconfig([...many, 'eu']).replaceAll(
    '"preferences":{}',
    `"preferences":{"x":"${'x'.repeat(100_000)}"}`,
  );
  expect(choose(text, 'eu').kubeconfig.length).toBeLessThan(1_000);
});

test('broken other entries do not matter', () => {
  const text = kubeconfig(['eu'], 'eu').replace('"users":[', '"users":[null,7,{"name":3},');
  expect(JSON.parse(choose(text).kubeconfig).users).toHaveLength(1);
});

test.each([
  [
    'a missing context, and one with a similar name',
    kubeconfig(['eu', 'pullpass'], 'eu'),
    'pulpass',
    'The kubeconfig eu.kubeconfig (fleet.yaml:3) has no context "pulpass". It holds "eu", "pullpass".',
    'Did you mean "pullpass"? Name it: access: { kubeconfig: { file: eu.kubeconfig, context: pullpass } }',
  ],
  [
    'several, none of them named, and no current-context',
    kubeconfig(['eu', 'us']),
    undefined,
    'The kubeconfig eu.kubeconfig (fleet.yaml:3) has 2 contexts and no current-context, and the entry names none. It holds "eu", "us".',
    'Name one: access: { kubeconfig: { file: eu.kubeconfig, context: NAME } }',
  ],
  [
    'a missing current-context',
    kubeconfig(['eu', 'us'], 'asia'),
    undefined,
    'The current-context of the kubeconfig eu.kubeconfig (fleet.yaml:3) is "asia", which it does not hold. It holds "eu", "us".',
    'Name one that it holds: access: { kubeconfig: { file: eu.kubeconfig, context: NAME } }',
  ],
  [
    'something else',
    `just ${secret}`,
    undefined,
    'The file eu.kubeconfig (fleet.yaml:3) is not a kubeconfig: contexts, clusters and users were expected.',
    'Print a working copy: `kubectl config view --raw --flatten --minify > FILE`.',
  ],
  [
    'broken YAML',
    `token: ${secret}\n\t- [`,
    undefined,
    expect.stringMatching(
      /^The kubeconfig eu\.kubeconfig \(fleet\.yaml:3\) cannot be read: The kubeconfig is not valid YAML: line 2/,
    ),
    expect.any(String),
  ],
])('%s: what is wrong, and the next step', (_, text, context, message, remedy) => {
  let thrown: unknown;
  try {
    choose(text, context);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(CommandError);
  const error = thrown as CommandError;
  expect({ message: error.message, remedy: error.remedy }).toEqual({ message, remedy });
  expect(leaks(`${error.stack} ${String(error.cause)} ${error.remedy}`, secret)).toEqual([]);
});
