import { expect, test } from '@jest/globals';
import { type Context, expectFailure, shown } from '../context.ts';
import { infrastructures } from '../infrastructure.ts';

export function infrastructureContract(context: Context): void {
  const cluster = `${infrastructures}/cluster`;

  test('a cluster that is not OpenShift has no such API, and says so only to users who might read it', async () => {
    const { admin, carol } = context();
    const answer = await admin.get(cluster);
    expect([answer.status, answer.text.trim()]).toEqual([404, '404 page not found']);
    expect((await carol.get(cluster)).status).toBe(403);
  });

  test('an OpenShift cluster says where its control plane runs', async () => {
    const { subject, admin, alice, carol } = context();
    await subject.addInfrastructure('External');
    const [group, resource] = ['config.openshift.io', 'infrastructures'];
    const rule = { verbs: ['get'], apiGroups: [group], resources: [resource], resourceNames: ['cluster'] };
    await subject.grant('alice', [rule]);
    expect(shown(await alice.get(cluster))).toMatchObject({
      apiVersion: `${group}/v1`,
      kind: 'Infrastructure',
      metadata: { name: 'cluster' },
      status: { controlPlaneTopology: 'External' },
    });
    expectFailure(await carol.get(cluster), 403, {
      message:
        'infrastructures.config.openshift.io "cluster" is forbidden: User "carol" cannot get resource ' +
        '"infrastructures" in API group "config.openshift.io" at the cluster scope',
      reason: 'Forbidden',
      details: { name: 'cluster', group, kind: resource },
    });
    expectFailure(await admin.get(`${infrastructures}/other`), 404, {
      message: 'infrastructures.config.openshift.io "other" not found',
      reason: 'NotFound',
      details: { name: 'other', group, kind: resource },
    });

    await subject.addInfrastructure('HighlyAvailable');
    expect(shown(await alice.get(cluster)).status).toEqual({ controlPlaneTopology: 'HighlyAvailable' });
  });
}
