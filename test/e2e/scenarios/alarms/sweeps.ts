import type { AlarmWorld } from '../../world/alarmWorld.ts';
import { justPassed, makeDue } from '../../world/makeDue.ts';
import { until } from '../../world/until.ts';
import type { Declare } from './atOnce.ts';

/** No alarm looks at sweeps; their metrics are documented all the same. */
export function sweeps(world: () => AlarmWorld, test: Declare): void {
  test('a secret that others deleted is restored between two refreshes, and that is counted', async () => {
    const { api, cluster, registration, table } = world();
    const swept = await cluster('swept');
    const madeAt = Date.now();
    const list = (resource: string) => ({ verbs: ['list'], apiGroups: [''], resources: [resource] });
    swept.cluster.grant('pullpass', [list('namespaces'), list('secrets')]);
    const body = registration(swept, swept.kubeconfig('pullpass'));
    const target = { kind: 'imagePullSecret', namespaces: { include: ['tea*'] } };
    await api.expect(201, 'POST', '/clusters?preflight=false', { body: { ...body, targets: [target] } });
    await api.attempted('swept', undefined);
    // Kubernetes reports times in seconds: anything younger than the last push may not have been served yet.
    await until(
      'a push two seconds after the namespace was made',
      () => api.refresh('swept'),
      ({ status }) => Date.parse(status.lastSuccessAt ?? '') > madeAt + 2_000,
    );

    swept.cluster.handle({
      method: 'DELETE',
      url: '/api/v1/namespaces/team/secrets/ecr-credentials',
      headers: {},
      body: '',
      certificateUser: { username: 'ann', groups: ['system:masters', 'system:authenticated'] },
    });
    // As if five minutes had passed, and the refresh came later.
    await makeDue(
      table,
      'swept',
      { nextPushAt: justPassed() },
      'attribute_exists(nextRefreshAt) AND attribute_not_exists(claim)',
    );
    await until(
      'the secret to be put back',
      () => api.events('swept'),
      (events) => events.some(({ type }) => type === 'repaired'),
    );
    await api.deregister('swept');
  });
}
