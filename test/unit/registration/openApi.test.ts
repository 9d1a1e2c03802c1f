import { expect, test } from '@jest/globals';
import type * as z from 'zod';
import * as examples from '../../../functions/registration/openapi/examples.ts';
import { openApi } from '../../../functions/registration/openapi/openApi.ts';
import { routes } from '../../../functions/registration/routes.ts';
import * as schemas from '../../../shared/api/schemas.ts';

test.each<[string, z.ZodType, unknown]>([
  ['registration', schemas.registrationBody, examples.registration],
  ['rotation', schemas.rotationBody, examples.rotation],
  ['cluster', schemas.clusterResource.strict(), examples.cluster],
  ['preflight', schemas.preflightReport, examples.preflight],
  ['refusal', schemas.problem.strict(), examples.refusal],
  ['event', schemas.clusterEvent.strict(), examples.event],
  ['fleet', schemas.fleet.strict(), examples.fleet],
])('the example of a %s matches its schema', (_, schema, example) => {
  expect(schema.safeParse(example)).toMatchObject({ success: true });
});

test('every reference leads somewhere', () => {
  const document = openApi(routes);
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
    ([, name]) => name,
  );
  expect(references.length).toBeGreaterThan(20);
  const { schemas: known } = document['components'] as { schemas: Record<string, unknown> };
  for (const name of references) expect(Object.keys(known)).toContain(name);
});

test('no answer contains a kubeconfig that was sent', () => {
  const { schemas: known } = openApi(routes)['components'] as {
    schemas: Record<string, { properties: object }>;
  };
  expect(Object.keys(known['Registration']?.properties ?? {})).toContain('kubeconfig');
  expect(Object.keys(known['Cluster']?.properties ?? {})).not.toContain('kubeconfig');
});
