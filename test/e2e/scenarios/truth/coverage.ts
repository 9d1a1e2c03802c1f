import { expect, test } from '@jest/globals';
import { mergePatch } from '../../../support/kubernetes-contract/client.ts';
import { startWebhook } from '../../../support/truth/webhook.ts';
import { must } from '../../world/kubernetes.ts';
import type { TargetsWorld } from '../../world/targetsWorld.ts';
import { until } from '../../world/until.ts';

const webhooks = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations';
const [name, account] = ['covered', 'builder'];

/** Where PullPass says that pods can pull, compared with what is in the cluster. */
export function coverageScenarios(world: () => TargetsWorld): void {
  const projects = ['covered-a', 'covered-b', 'covered-c'];
  const target = {
    kind: 'imagePullSecret',
    secretName: name,
    namespaces: { labelSelector: `pull=${name}` },
    serviceAccounts: [account],
  };
  /** The projects in which a pod that starts now with this service account has a valid credential. */
  async function canPull(): Promise<string[]> {
    const { openshift } = world();
    const able: string[] = [];
    for (const project of projects) {
      const secret = await openshift.secret(project, name).catch(() => undefined);
      const end = Date.parse(secret?.metadata?.annotations?.['pullpass.io/valid-until'] ?? '');
      if (!(end > Date.now())) continue;
      const { imagePullSecrets = [] } = await openshift.account(project, account);
      if (imagePullSecrets.some((each) => each.name === name)) able.push(project);
    }
    return able;
  }

  /** What is compared of a cluster, and where pods can really pull. */
  async function compared({ status }: Awaited<ReturnType<TargetsWorld['serve']>>) {
    const { namespaces, phase, problems = [] } = status;
    const fleet = await world().api.expect<{ clustersUncovered: number; namespacesUncovered: number }>(
      200,
      'GET',
      '/fleet',
    );
    return {
      phase,
      namespaces,
      hit: problems.flatMap((problem) => problem.namespaces),
      fleet: { clusters: fleet.clustersUncovered, namespaces: fleet.namespacesUncovered },
      canPull: await canPull(),
    };
  }

  const counts = (ready: number, failed: number, uncovered: number) => ({
    chosen: ready + failed,
    ready,
    failed,
    skipped: 0,
    uncovered,
  });

  test('a webhook denies secrets: exactly the namespaces where pods cannot pull are uncovered', async () => {
    const { api, openshift, serve, sweep } = world();
    for (const project of projects) await openshift.addProject(project, { labels: { project } });
    for (const project of projects.slice(0, 2)) await openshift.label(project, { pull: name });
    const before = await compared(await serve(name, [target]));
    expect(before).toMatchObject({ phase: 'Healthy', namespaces: counts(2, 0, 0) });
    expect(before.canPull).toEqual(projects.slice(0, 2));

    const webhook = await startWebhook(() => ({ allowed: false, code: 403, message: 'no secrets here' }));
    try {
      const configuration = {
        metadata: { name: 'coverage' },
        webhooks: [
          {
            name: 'coverage.example.com',
            clientConfig: webhook.clientConfig,
            rules: [
              {
                apiGroups: [''],
                apiVersions: ['v1'],
                resources: ['secrets'],
                operations: ['CREATE', 'UPDATE'],
              },
            ],
            namespaceSelector: {
              matchExpressions: [{ key: 'project', operator: 'In', values: projects.slice(1) }],
            },
            admissionReviewVersions: ['v1'],
            sideEffects: 'None',
          },
        ],
      };
      must(201, await openshift.admin.post(webhooks, configuration));
      await openshift.label('covered-c', { pull: name });
      await until(
        'the API server to deny secrets',
        () =>
          openshift.admin.post('/api/v1/namespaces/covered-c/secrets?dryRun=All', {
            metadata: { name: 'probe' },
          }),
        (answer) => answer.status === 403,
      );

      // What was written before stays, and is valid.
      expect(await compared(await api.refresh(name))).toEqual({
        phase: 'Degraded',
        namespaces: counts(1, 2, 1),
        hit: ['covered-b', 'covered-c'],
        fleet: { clusters: before.fleet.clusters + 1, namespaces: before.fleet.namespaces + 1 },
        canPull: ['covered-a', 'covered-b'],
      });

      await openshift.deleteSecret('covered-b', name);
      expect(await compared(await api.refresh(name))).toMatchObject({
        namespaces: counts(1, 2, 2),
        canPull: ['covered-a'],
      });
      must(200, await openshift.admin.delete(`${webhooks}/coverage`));
      await until(
        'the API server to take secrets again',
        () =>
          openshift.admin.post('/api/v1/namespaces/covered-c/secrets?dryRun=All', {
            metadata: { name: 'probe' },
          }),
        (answer) => answer.status === 201,
      );
    } finally {
      await webhook.stop();
    }
    expect(await compared(await api.refresh(name))).toEqual({
      phase: 'Healthy',
      namespaces: counts(3, 0, 0),
      hit: [],
      fleet: before.fleet,
      canPull: projects,
    });

    // Somebody removes the links of a service account: the next sweep restores them, and says so.
    const path = `/api/v1/namespaces/covered-a/serviceaccounts/${account}`;
    must(200, await openshift.admin.patch(path, mergePatch, { imagePullSecrets: null }));
    expect(await canPull()).toEqual(projects.slice(1));
    expect(await compared(await sweep(name))).toMatchObject({ phase: 'Healthy', canPull: projects });
    const repaired = (await api.events(name)).filter(({ type }) => type === 'repaired');
    expect(repaired.map(({ message }) => message).join()).toContain(
      `service account covered-a/${account} (was not linked to ${name})`,
    );
    await api.deregister(name);
  }, 180_000);
}
