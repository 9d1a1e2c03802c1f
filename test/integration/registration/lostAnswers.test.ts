import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Api, startApi, type Wire } from './anApi.ts';

let api: Api;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.stop());

const path = '/clusters/prod-eu-1';

/** What an admin does to a cluster, step by step; the answer to each, and what the trail says. */
const life: [
  name: string,
  method: string,
  path: string,
  body: object | undefined,
  status: number,
  type: string,
][] = [
  ['registers it', 'POST', '/clusters?preflight=false', {}, 201, 'registered'],
  ['labels it', 'PATCH', path, { labels: { env: 'prod' } }, 200, 'changed'],
  ['changes a target', 'PATCH', `${path}?preflight=false`, { registries: [] }, 200, 'changed'],
  ['pauses it', 'POST', `${path}/pause`, undefined, 202, 'paused'],
  ['resumes it', 'POST', `${path}/resume`, undefined, 202, 'resumed'],
  ['asks for a push', 'POST', `${path}/refresh`, undefined, 202, 'refresh-requested'],
  ['rotates its kubeconfig', 'PUT', `${path}/kubeconfig?preflight=false`, {}, 200, 'rotated'],
  ['deregisters it', 'DELETE', path, undefined, 202, 'deregistering'],
  ['forgets it', 'DELETE', `${path}?force=true`, undefined, 204, 'deregistered'],
];

function bodyOf(name: string, body: object | undefined): object | undefined {
  if (name === 'registers it') return api.registration();
  if (name === 'rotates its kubeconfig') return { kubeconfig: api.endpoint.kubeconfig('admin') };
  if (name === 'changes a target')
    return { targets: [{ kind: 'imagePullSecret', namespaces: { include: ['b'] } }] };
  return body;
}

test('everything that an admin requests is done, pushed and reported once, although each write’s first answer is lost', async () => {
  for (const operation of ['UpdateItem', 'PutItem', 'DeleteItem'])
    api.aws.faults.inject({ operation, attempt: 1, fault: { kind: 'lost-answer' } });
  const pushes: [string, number][] = [];
  for (const [name, method, to, body, status] of life) {
    const given = bodyOf(name, body);
    const answer = await api.send(method, to, given === undefined ? {} : { body: given });
    expect({ name, status: answer.status, text: status === answer.status ? '' : answer.text }).toEqual({
      name,
      status,
      text: '',
    });
    pushes.push([name, (await api.messages()).length]);
  }
  expect(pushes).toEqual([
    ['registers it', 1],
    ['labels it', 0],
    ['changes a target', 1],
    ['pauses it', 0],
    ['resumes it', 1],
    ['asks for a push', 1],
    ['rotates its kubeconfig', 1],
    ['deregisters it', 1],
    ['forgets it', 0],
  ]);
  const { body: trail } = await api.send('GET', `${path}/events`);
  expect(trail.items.map(({ type }: Wire) => type).reverse()).toEqual(life.map((step) => step.at(-1)));
});

test('a change that requires the version it read is not refused because of its own first attempt', async () => {
  await api.send('POST', '/clusters?preflight=false', { body: api.registration() });
  api.aws.faults.inject({ operation: 'UpdateItem', attempt: 1, fault: { kind: 'lost-answer' } });
  const body = { labels: { env: 'prod' } };
  const answer = await api.send('PATCH', path, { body, headers: { 'if-match': '"1"' } });
  expect(answer).toMatchObject({ status: 200, body: { version: 2 } });
});
