import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { saveCensus, takeCensus } from '../../../shared/clusters/store/census.ts';
import { type Api, startApi, type Wire } from './anApi.ts';

let api: Api;
/** Stands still, so that a census does not age. */
let now: number;

beforeEach(async () => {
  now = Date.now();
  api = await startApi({ world: () => ({ now: () => now }) });
  for (const name of ['alpha', 'beta', 'gamma']) await register(name);
  now += 60_000;
  await asTheTickDoes();
});
afterEach(() => api.stop());

async function register(name: string): Promise<void> {
  api.cluster.addNamespace(name);
  const targets = [{ kind: 'imagePullSecret', namespaces: { include: [name] } }];
  const body = api.registration({ name, targets });
  expect((await api.send('POST', '/clusters?preflight=false', { body })).status).toBe(201);
  await api.push(name);
}

async function asTheTickDoes(): Promise<void> {
  const { census } = await takeCensus(api.table, now);
  await saveCensus(api.table, census);
}

/** The Healthy clusters in the list, and in the fleet's counts. */
async function told() {
  const { items } = (await api.send('GET', '/clusters?phase=Healthy')).body;
  const { registered, phases } = (await api.send('GET', '/fleet')).body;
  return { listed: items.map(({ name }: Wire) => name), registered, healthy: phases.Healthy };
}

const three = { listed: ['alpha', 'beta', 'gamma'], registered: 3, healthy: 3 };
const two = { listed: ['alpha', 'gamma'], registered: 2, healthy: 2 };

test('the census that the tick saved is believed while no cluster is added or removed', async () => {
  expect(await told()).toEqual(three);
  expect(await takeCensus(api.table, now)).toMatchObject({ isNew: false });
});

test.each(['', '?force=true'])(
  'DELETE /clusters/NAME%s: the fleet counts the cluster as long as the list has it',
  async (query) => {
    await api.send('DELETE', `/clusters/beta${query}`);
    if (query === '') await api.push('beta');
    expect(await told()).toEqual(two);
    // A count that began before the cluster was gone, and ends only now.
    await saveCensus(api.table, { registered: 3, countedAt: new Date(now - 1).toISOString() });
    expect(await told()).toEqual(two);
  },
);

test('POST /clusters: the fleet counts the cluster as soon as the list has it', async () => {
  await register('kappa');
  expect(await told()).toEqual({ listed: [...three.listed, 'kappa'], registered: 4, healthy: 4 });
});

test('a census is saved again a minute after the last change', async () => {
  await api.send('DELETE', '/clusters/beta?force=true');
  now += 59_000;
  await asTheTickDoes();
  expect(await takeCensus(api.table, now)).toMatchObject({ isNew: true });
  now += 1_000;
  await asTheTickDoes();
  expect(await takeCensus(api.table, now)).toMatchObject({ isNew: false });
});
