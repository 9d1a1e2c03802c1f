import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { type Api, startApi } from './anApi.ts';

let api: Api;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.stop());

const cluster = '/clusters/prod-eu-1';
const target = (secretName: string) => ({
  kind: 'imagePullSecret',
  secretName,
  namespaces: { include: ['payments'] },
});
const record = () => readCluster(api.table, 'prod-eu-1');
const events = async () => (await api.send('GET', `${cluster}/events`)).body.items;

/** A cluster with a removed target whose secret is still to be removed. */
async function removing() {
  api.cluster.addNamespace('payments');
  await api.send('POST', '/clusters', { body: api.registration({ targets: [target('old')] }) });
  return api.send('PATCH', cluster, { body: { targets: [target('new')] } });
}

test('what is still to be removed is shown, until it is given up: then what stays is reported', async () => {
  const changed = await removing();
  const left = { what: 'secret', secret: 'old', message: 'Secret old in namespace payments' };
  expect(changed.body.status.removing).toEqual([expect.objectContaining(left)]);

  const claim = (await record())?.claim;
  const given = await api.send('DELETE', `${cluster}/removals`);
  expect(given).toMatchObject({ status: 202, body: { version: 3, plan: { leaves: [left], removes: [] } } });
  expect(given.body.status).not.toHaveProperty('removing');
  // The push under way would go on to remove it.
  expect(await record()).toMatchObject({ retired: [], claim: expect.not.stringMatching(String(claim)) });
  expect((await events())[0]).toMatchObject({
    type: 'changed',
    message: 'Gave up removals; left in the cluster: Secret old in namespace payments',
  });

  const again = await api.send('DELETE', `${cluster}/removals`);
  expect(again).toMatchObject({ status: 202, body: { version: 3, plan: { leaves: [] } } });
});

test('a paused cluster is not pushed for it', async () => {
  await removing();
  await api.send('POST', `${cluster}/pause`);
  const { body } = await api.send('DELETE', `${cluster}/removals`);
  expect(body.status).toMatchObject({ phase: 'Paused' });
  expect((await record())?.claim).toBeUndefined();
});

test('one that is being deregistered is forgotten by force instead, and DELETE tries it at once', async () => {
  await removing();
  await api.send('DELETE', cluster);
  const claim = (await record())?.claim;
  for (const [method, path] of [
    ['DELETE', `${cluster}/removals`],
    ['POST', `${cluster}/refresh`],
  ] as const) {
    const { status, body } = await api.send(method, path);
    expect(status).toBe(409);
    expect(body.remedy).toContain('DELETE /clusters/prod-eu-1 tries again at once');
    expect(body.remedy).toContain('DELETE /clusters/prod-eu-1?force=true');
  }
  expect((await api.send('DELETE', cluster)).status).toBe(202);
  expect((await record())?.claim).not.toBe(claim);
});
