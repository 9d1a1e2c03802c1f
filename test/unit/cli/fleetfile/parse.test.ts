import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseFleet } from '../../../../cli/fleetfile/parse/parseFleet.ts';
import { targetDeclarations } from '../../../../shared/targets/declarations.ts';
import { leaks } from '../../../support/encodings.ts';
import { runs } from '../../../support/fuzz.ts';

const faultsOf = (text: string) =>
  parseFleet(text).faults.map(({ line, column, message }) => `${line}:${column}: ${message}`);

const registries = 'registries: [{ name: main, kind: ecr, accountId: "123456789012", region: eu-west-1 }]';

test('an error in the defaults is reported once, at its place', () => {
  const text = `defaults:
  ${registries}
  targets:
    - kind: imagePullSecret
      secretNam: x
clusters:
  - name: a
  - name: b
`;
  expect(faultsOf(text)).toEqual([
    '5:7: defaults.targets[0].secretNam is not a known field; did you mean "secretName"?',
  ]);
});

test('defaults that no cluster uses are checked too', () => {
  expect(faultsOf('defaults:\n  targets: [{ kind: imagePullSecret, secretNam: x }]\nclusters: []\n')).toEqual(
    ['2:38: defaults.targets[0].secretNam is not a known field; did you mean "secretName"?'],
  );
});

const kinds = Object.keys(targetDeclarations)
  .map((kind) => `"${kind}"`)
  .join(' or ');

test('all errors are reported at once, in the order of the file', () => {
  const text = `defaults:
  ${registries}
clusters:
  - name: a
    targets: [{ kind: imagePullSecrets }]
  - name: b
    refreshEveryMinutes: 5
    targets: [{ name: apps, secretName: x }]
  - name: c
    targets: [{ kind: imagePullSecret, registries: [other] }]
  - lables: {}
`;
  expect(faultsOf(text)).toEqual([
    `5:17: clusters[0].targets[0].kind is not a known kind: expected ${kinds}`,
    '7:5: clusters[1].refreshEveryMinutes is too small: expected at least 15',
    `8:15: clusters[1].targets[0].kind is missing, and the defaults have none of this name: expected ${kinds}`,
    '10:53: clusters[2].targets[0].registries[0]: there is no registry named "other"; this cluster has main',
    '11:5: clusters[3].name is missing',
    '11:5: clusters[3].lables is not a known field; did you mean "labels"?',
  ]);
});

test.each([
  ['', 'This is empty'],
  ['---\n# later\n', 'This is empty'],
  ['[]', 'the file must be an object'],
  ['clusters: no', 'clusters must be a list'],
  ['clusters: []\nclusters: []', 'the same key twice'],
  ['clusters: [*a]', 'lead nowhere'],
  ['clusters: &a [*a]', 'lead nowhere, or to themselves'],
  ['a: !!js/function x', 'not accepted'],
  ['a\0b', 'not UTF-8 text'],
  [`clusters: ${'['.repeat(100_000)}`, ''],
])('%j is refused with words', (text, message) => {
  const { entries, faults } = parseFleet(text);
  expect(entries).toEqual([]);
  expect(faults.length).toBeGreaterThan(0);
  expect(faults[0]?.message).toContain(message);
});

test('documents of one file are one fleet, each with its own defaults; aliases and merge keys work', () => {
  const { entries, faults } = parseFleet(`
x: &x { kind: imagePullSecret }
---
defaults: { ${registries}, targets: [&t { kind: imagePullSecret }] }
clusters: [{ name: a, targets: [{ <<: *t, name: more, secretName: more }] }]
---
clusters: [{ name: b, ${registries}, targets: [{ kind: globalPullSecret }] }]
`);
  expect(faults.map(({ message }) => message)).toEqual([
    'clusters is missing',
    'x is not a known field: expected one of defaults, clusters',
  ]);
  expect(entries.map(({ name, spec }) => [name, spec.targets.map((target) => target.name)])).toEqual([
    ['a', ['image-pull-secret', 'more']],
    ['b', ['global-pull-secret']],
  ]);
});

const secrets = [
  'eyJhbGciOiJSUzI1NiIsImtpZCI6InBhcnNlVGVzdCJ9.eyJzdWIiOiJzeXN0ZW06c2VydmljZWFjY291bnQ6cHVsbHBhc3MifQ.c2lnbmF0dXJlT2ZUaGVUb2tlbg',
  'sha256~Q3Vycnk-PowderTokenOfOpenShift_0123456789AB',
  '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n-----END PRIVATE KEY-----',
];
const kubeconfig = (secret: string) =>
  `apiVersion: v1\nkind: Config\nusers:\n- name: a\n  user:\n    token: ${secret}\n`;

/** Places in a fleet file into which a credential may slip. */
const places: readonly ((secret: string) => unknown)[] = [
  (secret) => secret,
  (secret) => ({ [secret]: 1, clusters: [] }),
  (secret) => ({ clusters: secret }),
  (secret) => ({ clusters: [secret] }),
  (secret) => ({ clusters: [{ name: secret }] }),
  (secret) => ({ clusters: [{ name: 'a', [secret]: true }] }),
  (secret) => ({ clusters: [{ name: 'a', kubeconfig: secret }] }),
  (secret) => ({ clusters: [{ name: 'a', access: secret }] }),
  (secret) => ({ clusters: [{ name: 'a', access: { kubeconfig: secret } }] }),
  (secret) => ({ clusters: [{ name: 'a', access: { [secret]: {} } }] }),
  (secret) => ({ clusters: [{ name: 'a', access: { kubeconfig: { file: [secret] } } }] }),
  (secret) => ({ clusters: [{ name: 'a', labels: { [secret]: 'x', y: secret } }] }),
  (secret) => ({ clusters: [{ name: 'a', omit: { targets: [secret], [secret]: [] } }] }),
  (secret) => ({ clusters: [{ name: 'a', registries: [{ name: secret, kind: secret }] }] }),
  (secret) => ({
    clusters: [{ name: 'a', registries: [{ name: 'main', kind: 'ecr', accountId: secret, region: secret }] }],
  }),
  (secret) => ({ clusters: [{ name: 'a', targets: [{ kind: 'keys', [secret]: 1, registry: secret }] }] }),
  (secret) => ({ defaults: { [secret]: secret, targets: [{ kind: secret }] }, clusters: [] }),
  (secret) => ({ defaults: { site: secret, targets: [{ name: secret }] }, clusters: [{ name: 'a' }] }),
];

test('errors in a file are reported without the credentials that slipped into it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...secrets),
      fc.constantFrom(...places),
      fc.constantFrom<(secret: string) => string>(
        (secret) => secret,
        kubeconfig,
        (secret) => Buffer.from(kubeconfig(secret)).toString('base64'),
      ),
      fc.nat({ max: 2_000 }),
      (secret, place, dress, cut) => {
        const whole = JSON.stringify(place(dress(secret)));
        for (const text of [whole, whole.slice(0, cut), `${whole.slice(0, cut)}\t${whole.slice(cut)}`]) {
          const told = JSON.stringify(parseFleet(text).faults);
          expect(leaks(told, secret)).toEqual([]);
        }
        expect(parseFleet(whole).faults.length).toBeGreaterThan(0);
      },
    ),
    runs(1_000),
  );
});
