import { expect, test } from '@jest/globals';
import { KubernetesApi } from '../../../shared/kubernetes/api.ts';
import type { ApiRequest } from '../../../shared/kubernetes/transport.ts';

const server = 'https://api.example.com';

/** An API whose server accepts everything, and the requests that it received. */
function recording() {
  const sent: ApiRequest[] = [];
  const send = async (request: ApiRequest) => {
    sent.push(request);
    const [, resource = ''] = /\/(secrets|serviceaccounts)\//.exec(request.path) ?? [];
    const kind = { secrets: '"PartialObjectMetadata"', serviceaccounts: '"ServiceAccount"' }[resource];
    return { status: 200, body: `{"kind":${request.method === 'DELETE' ? '"Status"' : kind}}` };
  };
  return { api: new KubernetesApi({ server, send }), sent };
}

const secret = { namespace: 'payments', name: 'ecr' };
const account = { namespace: 'payments', name: 'default' };
const preconditions = { uid: 'u', resourceVersion: '1' };

test('every write of a dry run says so where the API server looks for it', async () => {
  const { api, sent } = recording();
  const dry = api.inDryRun();
  await dry.applySecret({ ...secret, body: '{}' });
  await dry.applySecret({ ...secret, body: '{}', force: true });
  await dry.patchServiceAccount({ ...account, patch: [] });
  await dry.deleteSecret({ ...secret, ...preconditions });
  await api.tryDeletion(secret);

  expect(sent.map((request) => new URL(request.path, server).searchParams.get('dryRun'))).toEqual(
    sent.map(() => 'All'),
  );
  // A deletion says so in its body, and in the query if a proxy drops the body.
  const bodies = sent
    .filter((request) => request.method === 'DELETE')
    .map((request) => JSON.parse(String(request.body)));
  expect(bodies).toEqual([{ preconditions, dryRun: ['All'] }, { dryRun: ['All'] }]);
});

test('and no other write does', async () => {
  const { api, sent } = recording();
  api.inDryRun();
  await api.applySecret({ ...secret, body: '{}' });
  await api.patchServiceAccount({ ...account, patch: [] });
  await api.deleteSecret({ ...secret, ...preconditions });
  expect(sent.map((request) => request.path).join()).not.toContain('dryRun');
  expect(sent.map((request) => String(request.body)).join()).not.toContain('dryRun');
});
