import { createConfiguration } from '@kubernetes/client-node/dist/gen/configuration.js';
import { ResponseContext } from '@kubernetes/client-node/dist/gen/http/http.js';
import { from } from '@kubernetes/client-node/dist/gen/rxjsStub.js';
import { ServerConfiguration } from '@kubernetes/client-node/dist/gen/servers.js';
import { KubernetesApi } from '../../../shared/kubernetes/api.ts';

/** What the generated client makes of answers: the same from a bundle as from the source. */
export async function handler(answers: readonly object[]): Promise<object> {
  const asked: string[] = [];
  const bodies = [...answers];
  const send = async (request: { getUrl(): string; getHttpMethod(): string }) => {
    asked.push(`${request.getHttpMethod()} ${request.getUrl()}`);
    const text = JSON.stringify(bodies.shift());
    const body = { text: async () => text, binary: async () => Buffer.from(text), stream: () => null };
    return new ResponseContext(200, { 'content-type': 'application/json' }, body);
  };
  const baseServer = new ServerConfiguration('https://cluster.example', {});
  const httpApi = { send: (request: Parameters<typeof send>[0]) => from(send(request)) };
  const api = new KubernetesApi(createConfiguration({ baseServer, httpApi } as never));
  const namespaces = await api.listNamespaces();
  const user = await api.whoAmI();
  const allowed = await api.allowed({ verb: 'patch', resource: 'secrets' });
  const account = await api.readServiceAccount('a', 'default');
  await api.applySecret('a', 'ecr-credentials', { json: '{}' });
  await api.readSecretMetadata('a', 'ecr-credentials');
  await api.deleteSecret('a', 'ecr-credentials', { uid: 'u', resourceVersion: '1' });
  await api.patchServiceAccount('a', 'default', [{ op: 'add', path: '/secrets', value: [] }]);
  return {
    asked,
    namespaces,
    deletionIsADate: Object.prototype.toString.call(namespaces[0]?.metadata?.deletionTimestamp),
    user,
    allowed,
    account,
  };
}
