import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { root } from '../../../cli/deploy/build/functions.ts';
import { runCli } from '../../support/cli/runCli.ts';
import { commandsIn } from '../../support/docs/commandsIn.ts';
import { type Workspace, workspace } from '../../support/fleetfile/workspace.ts';
import { type Api, startApi } from '../registration/anApi.ts';

/** Commands that work on AWS itself are run by the end-to-end tests; bootstrap.test.ts has its own page. */
const elsewhere = /^(bootstrap|deploy|smoke|redrive|restore|reindex|costs)$/;

/** What runs until Ctrl-C, or signs in as somebody else, is in these commands' own tests. */
const ofOthers = ['--watch', '--follow', '--context', '--help'];

/** The clusters that the pages mention. */
const registered = ['prod-eu-1', 'prod-us-1', 'team-a-1', 'demo-eu-1', 'demo-us-1', 'demo-staging'];

/** docs/fleet-file.md has a test of its own. */
const pages = globSync(['README.md', 'docs/**/*.md'], { cwd: root })
  .filter((page) => page !== 'docs/fleet-file.md')
  .sort();

/** What a person can type as it is printed, each once; without commands that leave a part out. */
const typed = pages.flatMap((page) =>
  commandsIn(page, readFileSync(join(root, page), 'utf8').split('<!-- What follows')[0] ?? '').filter(
    ({ line, words: [name = '', ...rest] }) =>
      line.includes('npx ') &&
      !line.includes('…') &&
      !elsewhere.test(name) &&
      ![name, ...rest].some((word) => ofOthers.includes(word)),
  ),
);
const commands = [...new Map(typed.map((each) => [each.words.join(' '), each])).values()];

let api: Api;
let files: Workspace;
let forgotten = 0;
beforeAll(async () => {
  api = await startApi({ world: ({ networks }) => ({ networks: { ...networks, sites: ['plant-7'] } }) });
  api.deployPush('plant-7');
  for (const namespace of ['payments', 'team-red']) {
    api.cluster.addNamespace(namespace);
    for (const account of ['builder', 'pipeline']) api.cluster.addServiceAccount(namespace, account);
  }
  files = await workspace();
  const kubeconfig = api.endpoint.kubeconfig('admin');
  await files.write('pullpass.kubeconfig', kubeconfig);
  await files.write('target.json', JSON.stringify(target));
  await files.write('fleet.yaml', 'clusters: []\n');
  for (const name of registered) await register(name);
});
afterAll(async () => {
  await api.stop();
  await files.clear();
});

const target = { name: 'more', kind: 'keys', secretName: 'more', registry: 'main', keys: { password: 'P' } };
const namespaces = { include: ['payments'] };

async function register(name: string) {
  const targets = ['apps', 'other'].map((each) => ({
    name: each,
    kind: 'imagePullSecret',
    secretName: each,
    namespaces,
  }));
  const labels = name.startsWith('prod') ? { env: 'prod' } : {};
  const body = { ...api.registration({ name, labels, targets }) };
  const { status } = await api.send('POST', '/clusters?preflight=false', { body });
  expect(status).toBe(201);
}

/** The command with its placeholders filled in: NAME by a cluster, FILE by a file. */
async function filledIn(words: readonly string[]): Promise<string[]> {
  const [name = ''] = words;
  const fresh = `cluster-${++forgotten}`;
  const forgets = (word: string) => name === 'deregister' && (word === 'NAME' || registered.includes(word));
  if (words.some(forgets)) await register(fresh);
  const file = name === 'target' ? 'target.json' : 'pullpass.kubeconfig';
  return words
    .filter((word) => word !== '--local')
    .map((word, index) => {
      if (name === 'register' && index === 1) return fresh;
      if (forgets(word)) return fresh;
      if (word === 'NAME') return 'prod-eu-1';
      if (word === 'FILE') return files.path(file);
      return /^(pullpass\.kubeconfig|fleet\.yaml)$/.test(word) ? files.path(word) : word;
    });
}

test('the pages have commands for the API', () => {
  expect(commands.length).toBeGreaterThan(25);
});

/** At first every cluster exists, and at the end none. */
const order = (words: readonly string[]) => {
  if (words[0] === 'deregister' && !words.includes('NAME')) return 2;
  return words.includes('--all') ? 0 : 1;
};
const inOrder = commands.toSorted((a, b) => order(a.words) - order(b.words));

test.each(inOrder)('$page: $line', async ({ words }) => {
  const args = await filledIn(words);
  const { code, stderr } = await runCli([...args, '-y', '--api', api.url]);
  // None of these clusters fails.
  if (words.includes('Failing') && stderr.startsWith('No cluster has these labels and phases.')) return;
  // They find something: these clusters have not been pushed yet.
  const finding = words[0] === 'doctor' ? 1 : words.includes('--check') ? 3 : 0;
  if (code !== 0 && code !== finding) throw new Error(`exit code ${code}: ${stderr}`);
});
