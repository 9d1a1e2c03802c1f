import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { root } from '../../../cli/deploy/build/functions.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { type Api, startApi, type Wire } from './anApi.ts';

/** What each page for a consumer registers, or adds with `add FILE`. */
const pages = globSync('docs/consumers/*.md', { cwd: root })
  .sort()
  .map((page) => {
    const text = readFileSync(join(root, page), 'utf8');
    const [, json = '{}'] = /^```json\n(.*?)^```/ms.exec(text) ?? [];
    return { page: basename(page, '.md'), text, body: JSON.parse(json) as Wire };
  });

let api: Api;
beforeAll(async () => {
  api = await startApi();
  api.cluster.setControlPlaneTopology('External');
  for (const namespace of ['payments', 'team-red', 'team-old', 'ci', 'flux-system', 'openshift-gitops'])
    api.cluster.addNamespace(namespace);
  api.cluster.addServiceAccount('ci', 'builder');
});
afterAll(() => api.stop());

const names = (entries: Wire[]): string[] => entries.map(({ name }) => name);

/**
 * As `add` of docs/consumers/pods.md does: each registry and each target to its own address. Only the last one is
 * checked: the preflight is of the whole cluster.
 */
async function add(cluster: string, body: Wire) {
  const plans: Wire[] = [];
  for (const list of ['registries', 'targets'])
    for (const entry of body[list]) {
      const preflight = entry === body.targets.at(-1);
      const path = `/clusters/${cluster}/${list}/${entry.name}?preflight=${preflight}`;
      const answer = await api.send('PUT', path, { body: entry });
      if (answer.status >= 300) throw new Error(answer.text);
      plans.push(answer.body.plan);
    }
  return plans;
}

test('every page has the command that adds to a cluster, and names all that it adds', () => {
  expect(pages.length).toBeGreaterThan(6);
  for (const { page, text, body } of pages) {
    const file = page === 'pods' ? 'cluster' : page;
    expect(text).toContain(`add ${file}.json`);
    expect([page, names([...body.registries, ...body.targets])]).not.toContain(undefined);
  }
});

describe.each(pages)('after $page', (first) => {
  test.each(pages.filter(({ page }) => page !== first.page))('$page removes nothing', async (then) => {
    const cluster = `${first.page}-${then.page}`;
    const kubeconfig = api.endpoint.kubeconfig('admin');
    const registered = await api.send('POST', '/clusters?preflight=false', {
      body: { ...first.body, name: cluster, kubeconfig },
    });
    expect([registered.status, registered.body.detail]).toEqual([201, undefined]);

    const nothing = { removes: [], leaves: [] };
    for (const plan of await add(cluster, then.body)) expect(plan).toMatchObject(nothing);
    const record = await readCluster(api.table, cluster);
    expect(record?.retired).toEqual([]);
    expect(names(record?.spec.targets ?? [])).toEqual(names([...first.body.targets, ...then.body.targets]));
    // What the first one wrote is written as before.
    for (const plan of await add(cluster, first.body)) expect(plan).toEqual({ writes: [], ...nothing });
  });
});
