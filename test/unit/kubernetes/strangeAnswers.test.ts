import { describe, expect, test } from '@jest/globals';
import { KubernetesApi } from '../../../shared/kubernetes/api.ts';

/** An API whose server answers every request with this text, as the real transport would pass it on. */
function answering(text: string) {
  let pages = 0;
  const send = async () => {
    pages++;
    return { status: 200, body: text };
  };
  return { api: new KubernetesApi({ server: 'https://api.example.com', send }), pages: () => pages };
}

const items = Array.from({ length: 500 }, (_, index) => ({
  metadata: { name: `n-${index}`, annotations: { large: 'x'.repeat(1000) } },
  status: { phase: 'Active' },
}));

test('an endless list of namespaces is given up before it fills the memory', async () => {
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

test('only a namespace’s name and state are kept', async () => {
  const { api } = answering(
    JSON.stringify({ kind: 'NamespaceList', metadata: {}, items: items.slice(0, 1) }),
  );
  expect(await api.listNamespaces()).toEqual([{ name: 'n-0', terminating: false }]);
});

test('for a name that no secret has, a list is null', async () => {
  const { api } = answering(JSON.stringify({ kind: 'PartialObjectMetadataList', metadata: {}, items: null }));
  expect(await api.listSecretMetadata({ name: 'ecr-credentials', keep: (metadata) => metadata })).toEqual([]);
});

const secret = { namespace: 'payments', name: 'ecr-credentials' };
const account = { namespace: 'payments', name: 'default' };

const calls: Record<string, (api: KubernetesApi) => Promise<unknown>> = {
  reviewSelf: (api) => api.reviewSelf(),
  allowed: (api) => api.allowed({ verb: 'get', resource: 'secrets' }),
  readInfrastructure: (api) => api.readInfrastructure(),
  readNamespace: (api) => api.readNamespace('payments'),
  listNamespaces: (api) => api.listNamespaces(),
  applySecret: (api) => api.applySecret({ ...secret, body: '{}' }),
  listSecretMetadata: (api) =>
    api.listSecretMetadata({ name: 'ecr-credentials', keep: (metadata) => metadata }),
  readSecret: (api) => api.readSecret(secret),
  readSecretMetadata: (api) => api.readSecretMetadata(secret),
  deleteSecret: (api) => api.deleteSecret({ ...secret, uid: 'u', resourceVersion: '1' }),
  patchServiceAccount: (api) => api.patchServiceAccount({ ...account, patch: [] }),
  readServiceAccount: (api) => api.readServiceAccount(account),
};

describe.each(Object.keys(calls))('%s, answered 200 by something that is not an API server', (name) => {
  test.each([
    '',
    '{}',
    '<html>Sign in</html>',
    'null',
    '[]',
    '7',
    '{"kind":"NamespaceList","items":7}',
    '{"kind":"NamespaceList","items":[null]}',
    '{"kind":"NamespaceList","items":[{"metadata":{}}]}',
    '{"kind":"SecretList","items":null}',
    '{"kind":"PartialObjectMetadataList","items":[{"metadata":{"name":"another"}}]}',
    '{"kind":"Namespace","metadata":{"name":"another"}}',
    `{"kind":"NamespaceList","items":[{"metadata":{"name":${'['.repeat(9_000)}${']'.repeat(9_000)}}}]}`,
    `{"kind":"SelfSubjectReview","status":{"userInfo":{"username":"${'x'.repeat(2_000)}"}}}`,
    '{"kind":"SelfSubjectReview","status":{"userInfo":{"uid":7}}}',
  ])('%s is a failure that says so, and nothing else', async (text) => {
    const { api } = answering(text);
    await expect(calls[name]?.(api)).rejects.toMatchObject({
      name: 'Failure',
      kind: 'unreachable',
      message: expect.stringContaining('is not a Kubernetes API server'),
    });
  });
});

describe.each(['readSecret', 'readSecretMetadata', 'listSecretMetadata'])('%s, of a secret', (name) => {
  test.each([
    ['annotations that are not texts', { annotations: { a: 7 } }],
    ['annotations that are a list', { annotations: ['a'] }],
    ['finalizers that are not a list', { finalizers: 'a' }],
    ['owners without a name', { ownerReferences: [{ apiVersion: 'v1', kind: 'Node' }] }],
    ['managed fields that are not a list', { managedFields: 7 }],
    ['fields that are not a map', { managedFields: [{ manager: 'pullpass', fieldsV1: { 'f:data': 'a' } }] }],
    ['a version that is not a text', { resourceVersion: 7 }],
  ])('with %s is not believed', async (_, broken) => {
    const object = { kind: 'Secret', metadata: { name: secret.name, ...broken } };
    const list = { kind: 'PartialObjectMetadataList', metadata: {}, items: [object] };
    const { api } = answering(JSON.stringify(name === 'listSecretMetadata' ? list : object));
    await expect(calls[name]?.(api)).rejects.toMatchObject({ name: 'Failure', kind: 'unreachable' });
  });
});
