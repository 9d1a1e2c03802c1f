import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Api, startApi, type Wire } from './anApi.ts';

let api: Api;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.stop());

const targets = [{ kind: 'globalPullSecret', everyHours: 6 }];
const platform = ({ checks }: Wire) => checks.filter(({ check }: Wire) => check === 'platform');
const dryRun = () => api.send('POST', '/clusters?dryRun=true', { body: api.registration({ targets }) });

test('a dry run, the registration and a change say what is done to the nodes', async () => {
  api.cluster.setControlPlaneTopology('External');
  const restarts = expect.stringMatching(/restarts the kubelet of the cluster’s nodes.*6 hours/);
  const notices = expect.arrayContaining([restarts]);
  const tried = await dryRun();
  expect(tried).toMatchObject({ status: 200, body: { notices } });
  expect(platform(tried.body.preflight)).toMatchObject([{ result: 'passed' }]);

  const body = api.registration({ targets });
  const registered = await api.send('POST', '/clusters', { body });
  expect(registered).toMatchObject({ status: 201, body: { notices } });
  const changed = await api.send('PUT', `/clusters/${body.name}`, { body: registered.body });
  // What was read and put back changes nothing, and can still be patched.
  expect(changed).toMatchObject({ status: 200, body: { notices, version: registered.body.version } });
  const patch = { labels: { env: 'prod' } };
  const patched = await api.send('PATCH', `/clusters/${body.name}`, { body: patch });
  expect(patched).toMatchObject({ status: 200, body: { notices } });
  const told = await api.send('PATCH', `/clusters/${body.name}`, { body: { notices: [] } });
  expect([told.status, told.body.errors]).toMatchObject([422, [{ pointer: '/notices' }]]);
  const others = [{ kind: 'imagePullSecret', namespaces: { include: ['kube-system'] } }];
  const without = await api.send('PUT', `/clusters/${body.name}`, { body: { ...body, targets: others } });
  expect(without.body.notices).toEqual([expect.stringMatching(/^The credential may do everything/)]);
});

test.each([
  ['HighlyAvailable', /On ROSA Classic the service owns the cluster’s pull secret/],
  [undefined, /it is not OpenShift/],
])('a cluster whose control plane is %s is refused, with the reason', async (topology, because) => {
  if (topology !== undefined) api.cluster.setControlPlaneTopology(topology);
  const { status, body } = await dryRun();
  expect(status).toBe(422);
  expect(platform(body)).toMatchObject([
    {
      result: 'failed',
      kind: 'conflict',
      message: expect.stringMatching(because),
      remedy: expect.stringContaining('imagePullSecret'),
    },
  ]);
});

test('an identity that may not read where the control plane runs learns what to grant', async () => {
  api.cluster.setControlPlaneTopology('External');
  api.cluster.addUser('narrow');
  const verbs = ['create', 'patch', 'get', 'delete'];
  api.cluster.grant('narrow', [{ verbs, apiGroups: [''], resources: ['secrets'] }], 'kube-system');
  const kubeconfig = api.endpoint.kubeconfig('narrow');
  const body = api.registration({ targets, kubeconfig });
  const refused = await api.send('POST', '/clusters?dryRun=true', { body });
  expect(refused.status).toBe(422);
  expect(platform(refused.body)).toMatchObject([
    { result: 'failed', kind: 'forbidden', remedy: expect.stringContaining('config.openshift.io') },
  ]);
});
