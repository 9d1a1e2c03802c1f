import { expect, test } from '@jest/globals';
import { must } from '../../world/kubernetes.ts';
import type { Secret } from '../../world/openshift.ts';
import type { TargetsWorld } from '../../world/targetsWorld.ts';

/** To be run last: it deregisters every cluster that the scenarios before have left. */
export function leavingScenarios(world: () => TargetsWorld): void {
  const secrets = async (query = '') =>
    must(200, await world().openshift.admin.get(`/api/v1/secrets${query}`)).json<{ items: Secret[] }>().items;
  const ours = () => secrets('?labelSelector=app.kubernetes.io/managed-by=pullpass');
  const namesOf = (all: readonly Secret[]) =>
    all.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).sort();

  test('with the last cluster everything that PullPass made is gone, whatever its kind, and nothing else', async () => {
    const { api, openshift } = world();
    const before = namesOf(await ours());
    expect(before.length).toBeGreaterThan(20);
    const others = namesOf(await secrets()).filter((name) => !before.includes(name));

    const { items } = await api.expect<{ items: { name: string }[] }>(200, 'GET', '/clusters?limit=100');
    for (const { name } of items) await api.expect(202, 'DELETE', `/clusters/${name}`);
    for (const { name } of items) await api.gone(name);
    expect(namesOf(await secrets())).toEqual(others);

    const accounts = must(200, await openshift.admin.get('/api/v1/serviceaccounts')).json<{
      items: { metadata: { namespace: string }; secrets?: object[]; imagePullSecrets?: object[] }[];
    }>().items;
    const named = accounts.flatMap(({ metadata, secrets = [], imagePullSecrets = [] }) =>
      [...secrets, ...imagePullSecrets].map((entry) => ({ namespace: metadata.namespace, ...entry })),
    );
    expect(named.length).toBeGreaterThan(20);
    const names = new Set(before);
    expect(
      named.filter((entry) => names.has(`${entry.namespace}/${(entry as { name?: string }).name}`)),
    ).toEqual([]);
  }, 120_000);
}
