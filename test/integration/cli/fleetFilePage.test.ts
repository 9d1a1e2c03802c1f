import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from '../../../cli/deploy/build/functions.ts';
import { runCli } from '../../support/cli/runCli.ts';
import { commandsIn } from '../../support/docs/commandsIn.ts';
import { workspace } from '../../support/fleetfile/workspace.ts';
import { startApi } from '../registration/anApi.ts';

const page = readFileSync(join(root, 'docs/fleet-file.md'), 'utf8');
const [, example = ''] = /^```yaml\n(.*?)^```/ms.exec(page) ?? [];
const blocks = [...page.matchAll(/^```sh\n(.*?)^```/gms)].map(([block]) => block).join('\n');

test('every command in docs/fleet-file.md, in its order, with the file that it shows', async () => {
  const api = await startApi();
  const files = await workspace();
  try {
    api.cluster.addNamespace('payments', { serviceAccounts: ['default', 'builder'] });
    const kubeconfig = api.endpoint.kubeconfig('admin');
    await files.write(
      'eu.kubeconfig',
      kubeconfig.replace(/current-context: .*/, '').replace(/\bdefault\b/g, 'pullpass'),
    );
    await files.write('staging.kubeconfig', kubeconfig);
    await files.write('fleet.yaml', example);
    const [, two = ''] = /^( {2}- name: prod-eu-1\n.*?)^ {2}- name: staging-1/ms.exec(example) ?? [];
    await files.write('eu.yaml', example.replace(/ {2}- name: staging-1\n.*$/s, ''));
    await files.write('us.yaml', example.replace(two, ''));
    const here = (word: string) =>
      /\.yaml$/.test(word) ? files.path(word.replace('clusters/*', '??')) : word;

    const ran: [string, number][] = [];
    for (const { line, words } of commandsIn('docs/fleet-file.md', blocks)) {
      const stdin = readFileSync(files.path('fleet.yaml'), 'utf8').replaceAll(
        'file: ',
        `file: ${files.folder}/`,
      );
      const piped = line.startsWith('cat ');
      // The person is asked, and says yes.
      const keys = words[0] === 'apply' && !words.includes('-y') ? { terminal: 80, keys: 'y' } : {};
      const { code, stdout, stderr } = await runCli([...words.map(here), '--api', api.url], {
        ...keys,
        ...(piped && { stdin }),
      });
      const [, into] = / > (\S+)$/.exec(line) ?? [];
      if (into !== undefined) await files.write(basename(into), stdout);
      ran.push([line, code]);
      if (code !== 0 && code !== 3) throw new Error(`${line}: ${code}\n${stdout}${stderr}`);
    }
    expect(ran).toEqual([
      ['npx pullpass diff -f fleet.yaml', 3],
      ['npx pullpass apply -f fleet.yaml', 0],
      ['npx pullpass export > fleet.yaml', 0],
      ['npx pullpass diff -f fleet.yaml', 0],
      ['npx pullpass apply -f fleet.yaml --rotate', 0],
      ['npx pullpass diff -f fleet.yaml --prune', 0],
      ['npx pullpass apply -f fleet.yaml --prune', 0],
      ['npx pullpass diff -f eu.yaml us.yaml', 0],
      ["npx pullpass diff -f 'clusters/*.yaml'", 0],
      ['cat fleet.yaml | npx pullpass apply -f - -y', 0],
      ['npx pullpass diff -f fleet.yaml -o json', 0],
      ['npx pullpass apply -f fleet.yaml -y -o json', 0],
    ]);
  } finally {
    await files.clear();
    await api.stop();
  }
});
