import { expect, test } from '@jest/globals';
import { createConfiguration } from '@kubernetes/client-node/dist/gen/configuration.js';
import { type RequestContext, ResponseContext } from '@kubernetes/client-node/dist/gen/http/http.js';
import { from } from '@kubernetes/client-node/dist/gen/rxjsStub.js';
import { ServerConfiguration } from '@kubernetes/client-node/dist/gen/servers.js';
import { KubernetesApi } from '../../../shared/kubernetes/api.ts';

/** An API whose server takes whatever it is sent, and what that was. */
function recording() {
  const sent: RequestContext[] = [];
  const configuration = createConfiguration({
    baseServer: new ServerConfiguration('https://api.example.com', {}),
    httpApi: {
      send: (request: RequestContext) => {
        sent.push(request);
        const [, resource = ''] = /\/(secrets|serviceaccounts)\//.exec(request.getUrl()) ?? [];
        const kind = { secrets: '"PartialObjectMetadata"', serviceaccounts: '"ServiceAccount"' }[resource];
        const isDeletion = request.getHttpMethod() === 'DELETE';
        const text = `{"kind":${isDeletion ? '"Status"' : kind}}`;
        const body = { text: async () => text, binary: async () => Buffer.from(text), stream: () => null };
        return from(Promise.resolve(new ResponseContext(200, {}, body))) as never;
      },
    },
  });
  return { api: new KubernetesApi(configuration), sent };
}

const preconditions = { uid: 'u', resourceVersion: '1' };

test('every write of a dry run says so where the API server looks for it', async () => {
  const { api, sent } = recording();
  const dry = api.inDryRun();
  await dry.applySecret('payments', 'ecr', { json: '{}' });
  await dry.applySecret('payments', 'ecr', { json: '{}' }, { force: true });
  await dry.patchServiceAccount('payments', 'default', []);
  await dry.deleteSecret('payments', 'ecr', preconditions);
  await api.tryDeletion('payments', 'ecr');

  expect(sent.map((request) => new URL(request.getUrl()).searchParams.get('dryRun'))).toEqual(
    sent.map(() => 'All'),
  );
  // A deletion with a body has it there, and one whose body a proxy drops in the query.
  const bodies = sent
    .filter((request) => request.getHttpMethod() === 'DELETE')
    .map((request) => JSON.parse(String(request.getBody())));
  expect(bodies).toEqual([{ preconditions, dryRun: ['All'] }, { dryRun: ['All'] }]);
});

test('and no write beside it does', async () => {
  const { api, sent } = recording();
  api.inDryRun();
  await api.applySecret('payments', 'ecr', { json: '{}' });
  await api.patchServiceAccount('payments', 'default', []);
  await api.deleteSecret('payments', 'ecr', preconditions);
  expect(sent.map((request) => request.getUrl()).join()).not.toContain('dryRun');
  expect(sent.map((request) => String(request.getBody())).join()).not.toContain('dryRun');
});
