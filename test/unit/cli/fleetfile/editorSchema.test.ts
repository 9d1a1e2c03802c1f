import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { parse } from 'yaml';
import { editorSchema } from '../../../../cli/fleetfile/editor/editorSchema.ts';
import { schemaFile } from '../../../../cli/fleetfile/editor/schemaFile.ts';
import { fleetText } from '../../../../cli/fleetfile/export.ts';
import { registeredFleet } from '../../../support/fleetfile/arbitrary.ts';
import { runs } from '../../../support/fuzz.ts';

const written = JSON.parse(readFileSync(schemaFile, 'utf8'));
const accepts = new Ajv({ strict: false, validateFormats: false }).compile(written);

test('the schema for editors is up to date', () => {
  if (JSON.stringify(editorSchema()) !== JSON.stringify(written))
    throw new Error('The schema of fleet files has changed. Run "npm run schema".');
});

const good = {
  defaults: {
    registries: [{ name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' }],
    targets: [{ kind: 'imagePullSecret', namespaces: { include: ['payments'] } }],
    labels: { owner: 'platform' },
  },
  clusters: [
    {
      name: 'prod-eu-1',
      labels: { env: 'prod', owner: null },
      omit: { targets: ['image-pull-secret'] },
      targets: [{ name: 'apps', secretName: 'x' }],
      registries: [{ name: 'main', probe: null }],
      site: null,
      access: { kubeconfig: { file: 'eu.kubeconfig', context: 'pullpass' } },
    },
  ],
};

test('editors accept what the program reads, even if a field comes from the other side of a merge', () => {
  expect(accepts(good) ? [] : accepts.errors).toEqual([]);
});

test.each([
  ['an unknown field', { ...good, cluster: [] }],
  ['an unknown field of a cluster', { clusters: [{ name: 'a', lables: {} }] }],
  [
    'an unknown field of a target',
    { clusters: [{ name: 'a', targets: [{ kind: 'imagePullSecret', secretNam: 'x' }] }] },
  ],
  ['another kind', { clusters: [{ name: 'a', targets: [{ kind: 'imagePullSecrets' }] }] }],
  [
    'a number for a text',
    { clusters: [{ name: 'a', registries: [{ name: 'main', accountId: 123456789012 }] }] },
  ],
  ['a credential', { clusters: [{ name: 'a', kubeconfig: 'x' }] }],
])('editors underline %s', (_, fleet) => {
  expect(accepts(fleet)).toBe(false);
});

test('editors accept every file that export prints', () => {
  fc.assert(
    fc.property(registeredFleet, (fleet) => {
      expect(accepts(parse(fleetText(fleet, '#'))) ? [] : accepts.errors).toEqual([]);
    }),
    runs(200),
  );
});
