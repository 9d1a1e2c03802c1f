import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { joinIdentity } from '../../../shared/clusters/store/identities.ts';
import { type Api, startApi, type Wire } from './anApi.ts';

/** One cluster under two names: a notice names the other one, as long as this is so. */

let api: Api;
beforeEach(async () => {
  api = await startApi();
  api.cluster.addNamespace('team-a');
});
afterEach(() => api.stop());

const twice = (...names: string[]) =>
  expect.stringContaining(`This cluster is also registered under another name: ${names.join(', ')}.`);
const noticed = ({ body }: { body: Wire }): string[] =>
  (body.notices ?? []).filter((notice: string) => notice.includes('under another name'));
const get = (name: string) => api.send('GET', `/clusters/${name}`);
const register = (name: string, fields: object = {}, query = '') =>
  api.send('POST', `/clusters${query}`, { body: api.registration({ name, ...fields }) });
const identities = async () =>
  (await api.items())
    .filter(({ pk }: Wire) => pk.S.startsWith('IDENTITY#'))
    .map(({ registeredAs }: Wire) => registeredAs.SS);

/** A service account that may write into team-a, and nothing else: it may not read `kube-system`. */
async function anAccount(name: string): Promise<string> {
  api.cluster.addServiceAccount('team-a', name);
  const user = `system:serviceaccount:team-a:${name}`;
  const verbs = ['create', 'patch', 'get', 'delete'];
  const rule = { apiGroups: [''], resources: ['secrets'], resourceNames: ['ecr-credentials'], verbs };
  api.cluster.grant(user, [rule], 'team-a');
  const answer = api.cluster.handle({
    method: 'POST',
    url: `/api/v1/namespaces/team-a/serviceaccounts/${name}/token`,
    headers: { authorization: `Bearer ${api.cluster.adminToken}`, 'content-type': 'application/json' },
    body: '{}',
  });
  return api.endpoint.kubeconfigWithToken(JSON.parse(answer.body).status.token);
}
const least = (kubeconfig: string) => ({
  kubeconfig,
  targets: [{ kind: 'imagePullSecret', namespaces: { include: ['team-a'] } }],
});

test('two names one after the other each get a notice that names the other, a third both', async () => {
  expect(noticed(await register('one'))).toEqual([]);
  expect(noticed(await register('two', {}, '?dryRun=true'))).toEqual([twice('one')]);
  expect(noticed(await get('one'))).toEqual([]);
  expect(noticed(await register('two'))).toEqual([twice('one')]);
  expect(noticed(await get('one'))).toEqual([twice('two')]);
  expect(noticed(await api.send('POST', '/clusters/one/check'))).toEqual([twice('two')]);
  expect(noticed(await register('three'))).toEqual([twice('one', 'two')]);
  expect(noticed(await get('two'))).toEqual([twice('one', 'three')]);
  expect((await identities()).map((names: string[]) => names.toSorted())).toEqual([['one', 'three', 'two']]);
});

test('a service account is recognised by its own UID if kube-system may not be read', async () => {
  const kubeconfig = await anAccount('pullpass');
  expect((await register('one', least(kubeconfig))).status).toBe(201);
  expect(noticed(await register('two', least(kubeconfig)))).toEqual([twice('one')]);
  expect(noticed(await get('one'))).toEqual([twice('two')]);
  // Neither may say which cluster it is, and they are different accounts: nothing is known, so nothing is said.
  expect(noticed(await register('three', least(await anAccount('other'))))).toEqual([]);
});

test('a service account and an administrator are recognised if the account may read kube-system', async () => {
  const kubeconfig = await anAccount('pullpass');
  api.cluster.grant('system:serviceaccount:team-a:pullpass', [
    { apiGroups: [''], resources: ['namespaces'], verbs: ['get'] },
  ]);
  await register('one', least(kubeconfig));
  expect(noticed(await register('two'))).toEqual([twice('one')]);
});

describe('the notice ends', () => {
  beforeEach(async () => {
    await register('one');
    await register('two');
  });

  test('when the other is forgotten by force', async () => {
    await api.send('DELETE', '/clusters/two?force=true');
    expect(noticed(await get('one'))).toEqual([]);
    expect(await identities()).toEqual([['one']]);
    await api.send('DELETE', '/clusters/one?force=true');
    expect(await identities()).toEqual([]);
  });

  test('when the other gets the kubeconfig of another cluster', async () => {
    const kubeconfig = await anAccount('pullpass');
    await api.send('PATCH', '/clusters/two', { body: { targets: least('').targets } });
    const rotated = await api.send('PUT', '/clusters/two/kubeconfig', { body: { kubeconfig } });
    expect([rotated.status, noticed(rotated)]).toEqual([200, []]);
    expect(noticed(await get('one'))).toEqual([]);
  });

  test('when the other is rotated without a preflight: it may be another cluster now', async () => {
    const body = { kubeconfig: await anAccount('pullpass') };
    await api.send('PUT', '/clusters/two/kubeconfig?preflight=false', { body });
    expect(noticed(await get('one'))).toEqual([]);
    expect(await identities()).toEqual([['one']]);
  });
});

test('what the index says of a name that is gone, or of another cluster, is not believed', async () => {
  await register('one');
  const [item] = (await api.items()).filter(({ pk }: Wire) => pk.S.startsWith('IDENTITY#'));
  await joinIdentity(api.table, item.pk.S.slice('IDENTITY#'.length), 'gone');
  expect(noticed(await get('one'))).toEqual([]);
});

test('if the index cannot be written, nothing is refused, and it is logged', async () => {
  const { client } = api.table;
  const send = client.send.bind(client);
  client.send = (async (command: { input: { Key?: { pk?: string } } }) => {
    if (command.input.Key?.pk?.startsWith('IDENTITY#')) throw new Error('the index is closed');
    return send(command as never);
  }) as typeof client.send;
  expect((await register('one')).status).toBe(201);
  expect(api.logged.filter((line) => line.includes('could not be stored'))).toHaveLength(1);
});
