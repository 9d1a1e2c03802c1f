import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { root } from '../../../cli/deploy/build/functions.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { runCli } from '../../support/cli/runCli.ts';
import { type Workspace, workspace } from '../../support/fleetfile/workspace.ts';
import { type Api, startApi } from './anApi.ts';

interface Entry {
  name: string;
  registries: { name: string }[];
  targets: { name: string }[];
}

/** For each consumer's page: its fleet file, and what it shows the program print about it. */
const pages = globSync('docs/consumers/*.md', { cwd: root })
  .sort()
  .map((page) => {
    const text = readFileSync(join(root, page), 'utf8');
    const [, file = ''] = /^```yaml\n(clusters:\n.*?)^```/ms.exec(text) ?? [];
    const [, said = ''] =
      /^npx pullpass apply -f fleet\.yaml\n(?:npx .*?\n)?```\n\n```\n(.*?)^```/ms.exec(text) ?? [];
    const { clusters: [entry] = [] } = (parse(file) ?? {}) as { clusters?: Entry[] };
    return {
      page: basename(page, '.md'),
      file,
      said,
      entry: entry ?? { name: '', registries: [], targets: [] },
    };
  });

let api: Api;
let files: Workspace;
beforeAll(async () => {
  api = await startApi();
  api.cluster.setControlPlaneTopology('External');
  for (const namespace of ['payments', 'team-red', 'team-old', 'ci', 'flux-system', 'openshift-gitops'])
    api.cluster.addNamespace(namespace);
  api.cluster.addServiceAccount('ci', 'builder');
});
afterAll(() => api.stop());
beforeEach(async () => {
  files = await workspace();
  await files.write('pullpass.kubeconfig', api.endpoint.kubeconfig('admin'));
});
afterEach(async () => {
  await files.clear();
  const { body } = await api.send('GET', '/clusters');
  for (const { name } of body.items) await api.send('DELETE', `/clusters/${name}?force=true`);
});

/**
 * What is reported about the stand-in's credential, which is an administrator's; the one in docs/permissions.md has
 * fewer rights.
 */
const ofAdmin = / +! The credential may do everything.*?permissions\.md\.\n/gs;

/**
 * Applies a fleet file like the page, and returns everything printed. Each test has a cluster with its own name: the
 * kubeconfig of a forgotten one takes seconds to disappear.
 */
async function apply(file: string, cluster: string, ...flags: string[]) {
  const path = await files.write('fleet.yaml', file.replace('name: prod-eu-1', `name: ${cluster}`));
  const { code, stdout, stderr } = await runCli(['apply', '-f', path, '-y', '--api', api.url, ...flags]);
  return { code, said: (stderr + stdout).replaceAll(cluster, 'prod-eu-1').replaceAll(ofAdmin, '') };
}

/** An entry, with what another has in addition. */
function added(entry: Entry, more: Entry): Entry {
  const both = <T extends { name: string }>(have: T[], add: T[]) => [
    ...have,
    ...add.filter(({ name }) => !have.some((one) => one.name === name)),
  ];
  return {
    ...entry,
    registries: both(entry.registries, more.registries),
    targets: both(entry.targets, more.targets),
  };
}

test.each(pages)(
  '$page: the program accepts the file that the page shows, and prints what the page shows',
  async ({ page, file, said }) => {
    expect(await apply(file, `page-${page}`)).toEqual({ code: 0, said });
  },
);

describe.each(pages)('after $page', (first) => {
  test.each(pages.filter(({ page }) => page !== first.page))('adding $page removes nothing', async (then) => {
    const cluster = `${first.page}-${then.page}`;
    expect(await apply(first.file, cluster, '--no-preflight')).toMatchObject({ code: 0 });
    const all = added(first.entry, then.entry);
    const file = stringify({ clusters: [all] });
    const { code, said } = await apply(file, cluster, '--no-preflight');
    expect(code).toBe(0);
    expect(said).toContain('in the cluster, write: ');
    expect(said).not.toMatch(/in the cluster, (remove|leave)/);
    const record = await readCluster(api.table, cluster);
    expect(record?.retired).toEqual([]);
    expect(record?.spec.targets.map(({ name }) => name)).toEqual(all.targets.map(({ name }) => name));
    expect(await apply(file, cluster)).toMatchObject({
      said: expect.stringContaining('= 1 cluster unchanged'),
    });
  });
});
