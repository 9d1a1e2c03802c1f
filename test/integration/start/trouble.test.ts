import { expect, test } from '@jest/globals';
import { Refused } from '../../../cli/api/refused.ts';
import { demoFleet } from '../../../local/demo/fleet.ts';
import { readBack } from '../../../local/demo/readBack.ts';
import { type RunningDemoCluster, startDemo } from '../../../local/demo/startDemo.ts';
import { placeOfTrouble, playTrouble } from '../../../local/demo/trouble.ts';

const expected = { host: '123456789012.dkr.ecr.eu-west-1.amazonaws.com', now: Date.now(), real: false };

test('the demo withdraws a permission, requests a push, and restores it', async () => {
  const demo = await startDemo();
  try {
    const [cluster] = demo.clusters;
    if (!cluster) throw new Error('The demo has no clusters.');
    const mayWrite = () => mayApply(cluster, 'orders');
    expect(mayWrite()).toBe(true);
    const seen: [string, boolean][] = [];
    await playTrouble({
      cluster,
      namespace: 'orders',
      refresh: async (name) => seen.push([`refresh ${name}`, mayWrite()]),
      say: () => {},
      afterMs: 0,
      forMs: 1,
      signal: new AbortController().signal,
    });
    expect(seen).toEqual([['refresh demo-eu-1', false]]);
    expect(mayWrite()).toBe(true);
  } finally {
    await demo.stop();
  }
});

test('the demo shows no trouble in a cluster that was refused, and goes on if it is deregistered meanwhile', async () => {
  const demo = await startDemo();
  try {
    const place = placeOfTrouble(demo.clusters, ['demo-eu-1']);
    expect(place).toMatchObject({ cluster: { name: 'demo-staging' }, namespace: 'checkout' });
    expect(placeOfTrouble(demo.clusters, ['demo-staging'])).toBeUndefined();
    expect(placeOfTrouble([], [])).toBeUndefined();

    if (place === undefined) throw new Error('The demo has no place of trouble.');
    const said: string[] = [];
    await playTrouble({
      ...place,
      refresh: () =>
        Promise.reject(
          new Refused('POST /clusters/demo-staging/refresh', 404, { detail: 'There is no cluster.' }),
        ),
      say: (line) => said.push(line),
      afterMs: 0,
      forMs: 1,
      signal: new AbortController().signal,
    });
    expect(said.at(-1)).toContain('is back');
    expect(mayApply(place.cluster, 'checkout')).toBe(true);
  } finally {
    await demo.stop();
  }
});

test('reading back finds what is missing, forged or unlinked, and quotes no credential', async () => {
  const demo = await startDemo();
  try {
    const [cluster] = demo.clusters;
    if (!cluster) throw new Error('The demo has no clusters.');
    const none = readBack(cluster, expected);
    expect(none.problems).toHaveLength(demoFleet[0]?.served.length ?? 0);
    expect(none.problems[0]).toBe('payments: no secret ecr-credentials');

    const auth = Buffer.from('AWS:hunter2').toString('base64');
    const dockerconfig = JSON.stringify({ auths: { [expected.host]: { auth } } });
    const simulated = cluster.endpoint.cluster;
    const { status } = simulated.handle({
      method: 'POST',
      url: '/api/v1/namespaces/payments/secrets',
      headers: { authorization: `Bearer ${simulated.adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        metadata: { name: 'ecr-credentials' },
        type: 'kubernetes.io/dockerconfigjson',
        stringData: { '.dockerconfigjson': dockerconfig },
      }),
    });
    expect(status).toBe(201);
    const forged = readBack(cluster, expected).problems.filter((problem) => problem.startsWith('payments'));
    expect(forged).toEqual([
      'payments: ecr-credentials holds no credential of ECR',
      'payments: service account default does not name ecr-credentials',
      'payments: service account builder does not name ecr-credentials',
      'payments: service account pipeline does not name ecr-credentials',
    ]);
    expect(forged.join()).not.toContain('hunter2');
  } finally {
    await demo.stop();
  }
});

/** Whether PullPass's user may apply the secret there, according to the cluster itself. */
function mayApply({ endpoint: { cluster } }: RunningDemoCluster, namespace: string): boolean {
  const resourceAttributes = { verb: 'patch', resource: 'secrets', name: 'ecr-credentials', namespace };
  const answer = cluster.handle({
    method: 'POST',
    url: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    headers: {
      authorization: `Bearer ${cluster.tokenOf('pullpass')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes },
    }),
  });
  return JSON.parse(answer.body).status.allowed;
}
