import { expect, test } from '@jest/globals';
import { applyPatch, jsonPatch, mergePatch } from '../client.ts';
import { type Context, expectFailure, namespaces } from '../context.ts';

const noSuch = {
  message: 'the server could not find the requested resource',
  reason: 'NotFound',
  details: {},
};
const notAllowed = {
  message: 'the server does not allow this method on the requested resource',
  reason: 'MethodNotAllowed',
  details: {},
};

export function protocolContract(context: Context): void {
  test('the version is that of Kubernetes 1.34', async () => {
    const answer = await context().admin.get('/version');
    expect(answer.json()).toMatchObject({ major: '1', minor: '34' });
  });

  test.each(['/healthz', '/livez', '/readyz'])('%s says ok', async (path) => {
    const answer = await context().admin.get(path);
    expect([answer.status, answer.text]).toEqual([200, 'ok']);
  });

  test.each([
    `${namespaces}/default/widgets`,
    `${namespaces}/default/secrets/one/widgets`,
    '/api/v1/widgets',
  ])('an unknown resource of a known group is a 404 with a Status: %s', async (path) => {
    expectFailure(await context().admin.get(path), 404, noSuch);
  });

  test.each(['/widgets', '/apis/widgets.example.com/v1/widgets'])(
    'an unknown path is a 404 in plain text: %s',
    async (path) => {
      const answer = await context().admin.get(path);
      expect([answer.status, answer.text.trim()]).toEqual([404, '404 page not found']);
    },
  );

  test('a method that a resource lacks is a 405', async () => {
    const { admin } = context();
    expectFailure(await admin.put(namespaces, { metadata: { name: 'one' } }), 405, notAllowed);
    expectFailure(await admin.post(`${namespaces}/default`, {}), 405, notAllowed);
    expectFailure(await admin.post('/api/v1/secrets', {}), 405, notAllowed);
    const review = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
    expectFailure(await admin.get(review), 405, notAllowed);
    expectFailure(await admin.get(`${namespaces}/default/serviceaccounts/x/token`), 405, notAllowed);
  });

  test('an unknown media type of a body is a 415', async () => {
    const { admin } = context();
    const created = await admin.post(namespaces, 'x', { contentType: 'text/plain' });
    expectFailure(created, 415, {
      message:
        'the body of the request was in an unknown format - accepted media types include: ' +
        'application/json, application/yaml, application/vnd.kubernetes.protobuf',
      reason: 'UnsupportedMediaType',
    });
    const patched = await admin.patch(`${namespaces}/default`, 'application/json', {});
    expectFailure(patched, 415, {
      message: '415: Unsupported Media Type',
      reason: 'UnsupportedMediaType',
      details: {},
    });
  });

  test('an Accept that cannot be met is a 406', async () => {
    const answer = await context().admin.get(`${namespaces}/default`, { accept: 'text/html' });
    expectFailure(answer, 406, {
      message:
        '406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, ' +
        'application/vnd.kubernetes.protobuf',
      reason: 'NotAcceptable',
      details: {},
    });
  });

  test.each(['{"metadata":', '[]', ''])('a body that is not an object is a 400: %j', async (body) => {
    const answer = await context().admin.post(namespaces, body);
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({ status: 'Failure', reason: 'BadRequest', code: 400 });
    expect(answer.json<{ message: string }>().message).toMatch(
      /^the object provided is unrecognized \(must be of type Namespace\): couldn't get version\/kind; json parse error: /,
    );
  });

  test('a body of another kind is a 400', async () => {
    const body = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'two' } };
    expectFailure(await context().admin.post(namespaces, body), 400, {
      message:
        'Secret in version "v1" cannot be handled as a Namespace: converting (v1.Secret) to ' +
        '(core.Namespace): unknown conversion',
      reason: 'BadRequest',
    });
  });

  test.each([
    [jsonPatch, 'nope', /^error decoding patch: /],
    [jsonPatch, '{}', /^error decoding patch: json: cannot unmarshal object into Go value of type \[\]/],
    [mergePatch, '[]', /^error decoding patch: json: cannot unmarshal array into Go value of type map/],
    [applyPatch, '{:', /^error decoding YAML: error converting YAML to JSON: yaml: /],
  ])('a patch of type %s that is %j is a 400', async (type, body, message) => {
    const path = `${namespaces}/default?fieldManager=contract`;
    const answer = await context().admin.patch(path, type, body);
    expect(answer.json()).toMatchObject({ reason: 'BadRequest', code: 400 });
    expect(answer.json<{ message: string }>().message).toMatch(message);
  });
}
