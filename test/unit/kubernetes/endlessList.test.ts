import { expect, test } from '@jest/globals';
import { createConfiguration } from '@kubernetes/client-node/dist/gen/configuration.js';
import { ResponseContext } from '@kubernetes/client-node/dist/gen/http/http.js';
import { from } from '@kubernetes/client-node/dist/gen/rxjsStub.js';
import { ServerConfiguration } from '@kubernetes/client-node/dist/gen/servers.js';
import { KubernetesApi } from '../../../shared/kubernetes/api.ts';

function answering(body: unknown) {
  let pages = 0;
  const text = JSON.stringify(body);
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
          return from(
            Promise.resolve(new ResponseContext(200, { 'content-type': 'application/json' }, answer)),
          ) as never;
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
  const { api, pages } = answering({ kind: 'NamespaceList', metadata: { continue: 'more' }, items });
  await expect(api.listNamespaces()).rejects.toMatchObject({
    kind: 'unreachable',
    message: 'What answers at api.example.com lists more than 20000 namespaces',
    remedy: expect.stringContaining('10,000'),
  });
  expect(pages()).toBe(41);
});

test('of a namespace only its name and its state are kept', async () => {
  const { api } = answering({ kind: 'NamespaceList', metadata: {}, items: items.slice(0, 1) });
  expect(await api.listNamespaces()).toEqual([{ metadata: { name: 'n-0' }, status: { phase: 'Active' } }]);
});
