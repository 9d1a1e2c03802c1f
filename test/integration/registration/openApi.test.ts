import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { routes } from '../../../functions/registration/routes.ts';
import { invalidSchemas, outsideOpenApi } from '../../support/openapi/holdToOpenApi.ts';
import { type Api, startApi, type Wire } from './anApi.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

/** The path, filled in with the examples' names. */
const pathOf = (path: string) =>
  path.replace('{name}', 'prod-eu-1').replace('{target}', 'apps').replace('{registry}', 'main');

const bodies = routes.flatMap(({ path, method, body, id, query = [], answers }) =>
  (body === undefined ? [] : (body.types ?? ['application/json'])).map((type) => {
    const expected = method === 'POST' && 201 in answers ? 201 : 200;
    return { path, method, id, type, query, example: body?.example, expected };
  }),
);

test.each(bodies)('the example of a body for $id is accepted as it is printed, as $type', async (each) => {
  const { path, method, type, query, example, expected } = each;
  const asked = query.some((name) => name === 'preflight') ? '?preflight=false' : '';
  const { status, body } = await api.send(method, pathOf(path) + asked, {
    body: example,
    headers: { 'content-type': type },
  });
  expect([status, body.detail]).toEqual([expected, undefined]);
});

const answers = routes.flatMap(({ path, method, id, answers }) =>
  Object.entries(answers).flatMap(([status, { example }]) =>
    example === undefined
      ? []
      : [{ id, method, path: pathOf(path), status: Number(status), body: example as Wire }],
  ),
);

test.each(answers)('the example of an answer $status of $id matches its schema', (answer) => {
  expect(outsideOpenApi({ ...answer, contentType: 'application/json' })).toBeUndefined();
});

test('the schemas are valid JSON Schema', () => {
  expect(invalidSchemas()).toBeUndefined();
});

test('an answer with an undescribed field, or an undescribed status, does not match', async () => {
  const { body } = await api.send('GET', '/fleet');
  const answer = { method: 'GET', path: '/fleet', contentType: 'application/json' };
  expect(outsideOpenApi({ ...answer, status: 200, body })).toBeUndefined();
  expect(outsideOpenApi({ ...answer, status: 200, body: { ...body, more: 1 } })).toMatch(
    /outside its schema/,
  );
  expect(outsideOpenApi({ ...answer, status: 418, body })).toMatch(/not described/);
});
