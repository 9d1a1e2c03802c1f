import { describe, expect, test } from '@jest/globals';
import { createConfiguration } from '@kubernetes/client-node/dist/gen/configuration.js';
import { ResponseContext } from '@kubernetes/client-node/dist/gen/http/http.js';
import { from } from '@kubernetes/client-node/dist/gen/rxjsStub.js';
import { ServerConfiguration } from '@kubernetes/client-node/dist/gen/servers.js';
import { KubernetesApi } from '../../../shared/kubernetes/api.ts';

/** An API whose server answers every request with this text, as the real transport would pass it on. */
function answering(text: string, headers: Record<string, string> = { 'content-type': 'application/json' }) {
  let pages = 0;
  const api = new KubernetesApi(
    createConfiguration({
      baseServer: new ServerConfiguration('https://api.example.com', {}),
      httpApi: {
        send: () => {
          pages++;
          const answer = {
            text: async () => text,
            binary: async () => Buffer.from(text),
            stream: () => null,
          };
          return from(Promise.resolve(new ResponseContext(200, headers, answer))) as never;
        },
      },
    }),
  );
  return { api, pages: () => pages };
}

const items = Array.from({ length: 500 }, (_, index) => ({
  metadata: { name: `n-${index}`, annotations: { large: 'x'.repeat(1000) } },
  status: { phase: 'Active' },
}));

test('a list of namespaces that never ends is given up, before it fills the memory', async () => {
  const { api, pages } = answering(
    JSON.stringify({ kind: 'NamespaceList', metadata: { continue: 'more' }, items }),
  );
  await expect(api.listNamespaces()).rejects.toMatchObject({
    kind: 'unreachable',
    message: 'What answers at api.example.com lists more than 20000 objects at /api/v1/namespaces',
    remedy: expect.stringContaining('10,000'),
  });
  expect(pages()).toBe(41);
});

test('of a namespace only its name and its state are kept', async () => {
  const { api } = answering(
    JSON.stringify({ kind: 'NamespaceList', metadata: {}, items: items.slice(0, 1) }),
  );
  expect(await api.listNamespaces()).toEqual([{ metadata: { name: 'n-0' }, status: { phase: 'Active' } }]);
});

test('of a name that no secret has there is null in place of a list', async () => {
  const { api } = answering(JSON.stringify({ kind: 'PartialObjectMetadataList', metadata: {}, items: null }));
  expect(await api.listSecretMetadata('ecr-credentials', (metadata) => metadata)).toEqual([]);
});

const calls: Record<string, (api: KubernetesApi) => Promise<unknown>> = {
  whoAmI: (api) => api.whoAmI(),
  allowed: (api) => api.allowed({ verb: 'get', resource: 'secrets' }),
  readInfrastructure: (api) => api.readInfrastructure(),
  readNamespace: (api) => api.readNamespace('payments'),
  listNamespaces: (api) => api.listNamespaces(),
  applySecret: (api) => api.applySecret('payments', 'ecr-credentials', { json: '{}' }),
  listSecretMetadata: (api) => api.listSecretMetadata('ecr-credentials', (metadata) => metadata),
  readSecret: (api) => api.readSecret('payments', 'ecr-credentials'),
  readSecretMetadata: (api) => api.readSecretMetadata('payments', 'ecr-credentials'),
  deleteSecret: (api) => api.deleteSecret('payments', 'ecr-credentials', { uid: 'u', resourceVersion: '1' }),
  patchServiceAccount: (api) => api.patchServiceAccount('payments', 'default', []),
  readServiceAccount: (api) => api.readServiceAccount('payments', 'default'),
};

describe.each(Object.keys(calls))('%s, answered 200 by something that is no API server', (name) => {
  test.each([
    ['', {}],
    ['{}', {}],
    ['<html>Sign in</html>', { 'content-type': 'text/html' }],
    ['<html>Sign in</html>', { 'content-type': 'application/json' }],
    ['null', { 'content-type': 'application/json' }],
    ['[]', { 'content-type': 'application/json' }],
    ['{}', { 'content-type': 'application/json' }],
    ['{"kind":"NamespaceList","items":7}', { 'content-type': 'application/json' }],
    ['{"kind":"NamespaceList","items":[null]}', { 'content-type': 'application/json' }],
    ['{"kind":"SecretList","items":null}', { 'content-type': 'application/json' }],
    ['{"kind":"PartialObjectMetadataList","items":[{"metadata":{"name":"another"}}]}', {}],
    ['{"kind":"Namespace","metadata":{"name":"another"}}', { 'content-type': 'application/json' }],
    [
      `{"kind":"NamespaceList","items":[{"metadata":{"name":${'['.repeat(9_000)}${']'.repeat(9_000)}}}]}`,
      { 'content-type': 'application/json' },
    ],
    [
      `{"kind":"SelfSubjectReview","status":{"userInfo":{"username":"${'x'.repeat(2_000)}"}}}`,
      { 'content-type': 'application/json' },
    ],
  ])('%s is a failure that says so, and nothing else', async (text, headers) => {
    const { api } = answering(text, headers as Record<string, string>);
    await expect(calls[name]?.(api)).rejects.toMatchObject({
      name: 'Failure',
      kind: 'unreachable',
      message: expect.stringContaining('is not a Kubernetes API server'),
    });
  });
});
