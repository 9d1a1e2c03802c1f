import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import { emulatedAccount, emulatedRegion } from '../../../support/aws/ministack.ts';
import { commandNames } from '../../../support/cli/commandNames.ts';
import { encodings } from '../../../support/encodings.ts';
import { type ProgramWorld, spare } from '../../world/programWorld.ts';
import { until } from '../../world/until.ts';

/** biome-ignore lint/suspicious/noExplicitAny: what is printed is compared, not computed with */
type Json = any;

/** After the fleet was applied: each command, by its name, in an order that works. */
export function everyCommandScenarios(world: () => ProgramWorld): void {
  /** Its output with -o json. It must exit with the code, and print nothing else on stdout. */
  async function json(args: readonly string[], code = 0): Promise<Json> {
    const ran = await world().pullpass([...args, '-o', 'json']);
    expect({ args, ...ran }).toMatchObject({ args, code });
    return JSON.parse(ran.stdout);
  }
  const kubeconfigOf = (name: string) => join(world().folder, `${name}.kubeconfig`);
  const phaseOf = async (name: string) => (await json(['get', name])).status.phase;

  const scenarios: Readonly<Record<string, () => Promise<void>>> = {
    async status() {
      const { stdout } = await world().pullpass(['status', '-o', 'yaml']);
      expect(parse(stdout)).toMatchObject({ registered: 41, phases: { Healthy: 41 }, trouble: [] });
      expect(await json(['status', '--check'])).toMatchObject({ registered: 41 });
      const people = await world().pullpass(['status']);
      expect(people.stdout).toContain('41 clusters: ✓ 41 Healthy');
    },
    async list() {
      const { stdout } = await world().pullpass(['list', '-o', 'name']);
      expect(stdout.trimEnd().split('\n')).toEqual(['real', ...world().simulated.keys()]);
      const prod = await json(['list', '--label', 'env=prod', '--phase', 'Healthy']);
      expect(prod.map(({ name }: Json) => name)).toEqual(['real']);
    },
    async get() {
      expect(await json(['get', 'real'])).toMatchObject({ name: 'real', status: { phase: 'Healthy' } });
      const none = await world().pullpass(['get', 'nobody']);
      expect(none).toMatchObject({ code: 1, stdout: '' });
      expect(none.stderr).toContain('There is no cluster "nobody".');
    },
    async events() {
      const all = await json(['events', 'real']);
      expect(all.map(({ type }: Json) => type)).toContain('registered');
    },
    async check() {
      expect(await json(['check', 'real'])).toMatchObject([{ name: 'real', result: 'passed' }]);
    },
    async doctor() {
      await json(['doctor']);
      await json(['doctor', 'real']);
      const { contexts } = parse(world().plane.adminKubeconfig) as { contexts: { name: string }[] };
      const from = ['--kubeconfig', kubeconfigOf('admin'), '--context', contexts[0]?.name ?? ''];
      expect(JSON.stringify(await json(['doctor', 'real', ...from]))).toContain('real');
    },
    async permissions() {
      const { code, stdout } = await world().pullpass(['permissions', 'real']);
      expect(code).toBe(0);
      const kinds = parseAllDocuments(stdout).map((document) => document.toJS()?.kind);
      expect(kinds).toEqual(expect.arrayContaining(['Role', 'RoleBinding']));
      await world().plane.kubectl(['apply', '-f', '-'], { input: stdout });
    },
    async bootstrap() {
      const config: Json = parse(await readFile(kubeconfigOf('admin'), 'utf8'));
      const [{ user }] = config.users;
      const credential = {
        apiVersion: 'client.authentication.k8s.io/v1',
        kind: 'ExecCredential',
        status: user,
      };
      await writeFile(join(world().folder, 'credential.json'), JSON.stringify(credential), { mode: 0o600 });
      const { apiVersion } = credential;
      config.users[0].user = {
        exec: {
          apiVersion,
          command: 'cat',
          args: [join(world().folder, 'credential.json')],
          interactiveMode: 'Never',
        },
      };
      await writeFile(kubeconfigOf('exec'), JSON.stringify(config), { mode: 0o600 });
      // In an existing namespace: no controller of this cluster completes a namespace's deletion.
      const own = ['--kubeconfig', kubeconfigOf('exec'), '--identity', 'payments/booted', '-y'];
      const flags = ['--namespaces', 'payments', '--secret-name', 'booted'];
      const registry = ['--registry', `${emulatedAccount}/${emulatedRegion}`];
      const ours = () =>
        world().plane.kubectl([
          'get',
          'roles,rolebindings,clusterroles,clusterrolebindings,serviceaccounts,namespaces',
          '--all-namespaces',
          '--selector',
          'pullpass.io/identity=payments.booted',
          '--output',
          'name',
        ]);
      const command = ['bootstrap', 'booted', ...own, ...flags, ...registry];
      expect(await json(command)).toMatchObject({
        renew: true,
        status: { phase: 'Healthy', kubeconfig: { identity: 'system:serviceaccount:payments:booted' } },
      });
      expect((await ours()).split('\n').filter(Boolean)).toHaveLength(5);
      const again = await world().pullpass(command);
      expect(again).toMatchObject({ code: 0, stdout: 'booted is as it should be: nothing was changed.\n' });
      expect(await json(['bootstrap', 'booted', ...own, '--undo'])).toMatchObject({ left: [], unseen: [] });
      expect(await ours()).toBe('');
      expect(await world().pullpass(['get', 'booted'])).toMatchObject({ code: 1 });
    },
    async completion() {
      for (const shell of ['bash', 'zsh']) {
        const { code, stdout } = await world().pullpass(['completion', shell]);
        expect({ code, names: stdout.includes('pullpass') }).toEqual({ code: 0, names: true });
      }
    },
    async diff() {
      const different = await world().pullpass(
        ['diff', '-f', '-', '--prune', '--allow-empty', '-o', 'json'],
        { input: '{"clusters":[]}' },
      );
      expect(different.code).toBe(3);
      expect(JSON.parse(different.stdout)).toHaveLength(41);
    },
    async export() {
      const { code, stdout } = await world().pullpass(['export']);
      expect(code).toBe(0);
      await writeFile(join(world().folder, 'exported.yaml'), stdout);
      expect(await json(['diff', '-f', join(world().folder, 'exported.yaml')])).toBeDefined();
      const again = await world().pullpass(['apply', '-f', join(world().folder, 'exported.yaml')]);
      expect(again).toMatchObject({ code: 0, stdout: '= 41 clusters unchanged\n' });
    },
    async register() {
      const flags = ['--registry', `${emulatedAccount}/${emulatedRegion}`, '--namespaces', 'payments'];
      const args = ['register', spare, '--kubeconfig', kubeconfigOf(spare), ...flags];
      expect(await json([...args, '--dry-run'])).toMatchObject({ dryRun: true });
      await json([...args, '--wait']);
      expect(await phaseOf(spare)).toBe('Healthy');
      const twice = await world().pullpass(args);
      expect(twice).toMatchObject({ code: 1, stdout: '' });
      expect(twice.stderr).toContain(`${spare} is registered already`);
    },
    async refresh() {
      const asked = await world().pullpass(['refresh', '--label', 'env=sim']);
      expect(asked).toMatchObject({ code: 2, stdout: '' });
      expect(asked.stderr).toContain('Add -y');
      expect(await json(['refresh', 'real', spare, '-y'])).toEqual([
        { name: 'real', result: 'done' },
        { name: spare, result: 'done' },
      ]);
    },
    async pause() {
      expect(await json(['pause', spare])).toEqual([{ name: spare, result: 'done' }]);
      expect(await phaseOf(spare)).toBe('Paused');
      // This pause was requested.
      expect((await json(['status', '--check'])).phases).toMatchObject({ Paused: 1 });
    },
    async resume() {
      expect(await json(['resume', spare])).toEqual([{ name: spare, result: 'done' }]);
      await until(
        'the spare cluster to be served',
        () => phaseOf(spare),
        (phase) => phase === 'Healthy',
      );
    },
    async rotate() {
      await json(['rotate', spare, '--kubeconfig', kubeconfigOf(spare)]);
      const wrong = await world().pullpass(['rotate', spare, '--kubeconfig', '/nowhere']);
      expect(wrong).toMatchObject({ code: 2, stdout: '' });
    },
    async 'target add'() {
      await json(['target', 'add', spare, 'more', '--namespaces', 'default', '--secret-name', 'more']);
    },
    async 'target list'() {
      const { stdout } = await world().pullpass(['target', 'list', spare, '-o', 'name']);
      expect(stdout.split('\n')).toContain('more');
      await json(['target', 'list', spare]);
    },
    async 'target remove'() {
      await json(['target', 'remove', spare, 'more', '-y']);
      const { stdout } = await world().pullpass(['target', 'list', spare, '-o', 'name']);
      expect(stdout.split('\n')).not.toContain('more');
    },
    async 'registry add'() {
      await json(['registry', 'add', spare, 'far', '--ecr', `${emulatedAccount}/us-east-1`]);
    },
    async 'registry list'() {
      const { stdout } = await world().pullpass(['registry', 'list', spare, '-o', 'name']);
      expect(stdout).toBe('main\nfar\n');
      await json(['registry', 'list', spare]);
    },
    async 'registry remove'() {
      await json(['registry', 'remove', spare, 'far', '-y']);
      const { stdout } = await world().pullpass(['registry', 'list', spare, '-o', 'name']);
      expect(stdout).toBe('main\n');
    },
    async removals() {
      await until(
        'what the target wrote to be removed',
        () => json(['removals', spare]),
        (left) => left.length === 0,
      );
    },
    async deregister() {
      const asked = await world().pullpass(['deregister', spare]);
      expect(asked).toMatchObject({ code: 2, stdout: '' });
      expect(await json(['deregister', spare, '-y'])).toEqual([{ name: spare, result: 'done' }]);
      await until(
        'the spare cluster to be forgotten',
        () => world().pullpass(['get', spare]),
        ({ code }) => code === 1,
      );
      expect(world().spareCluster.secrets()).toEqual([]);
    },
    async smoke() {
      const own = ['--kubeconfig', kubeconfigOf(spare), '--namespace', 'payments'];
      expect(await json(['smoke', ...own])).toMatchObject({ stage: 'e2e', region: emulatedRegion });
    },
    async redrive() {
      expect(await json(['redrive'])).toMatchObject({ messages: [] });
    },
    async restore() {
      const table = 'pullpass-e2e-clusters';
      expect(await json(['restore', '--from', table, '--dry-run'])).toMatchObject({
        from: table,
        dryRun: true,
      });
    },
    async reindex() {
      expect(await json(['reindex'])).toMatchObject({ unreadable: [] });
    },
    async costs() {
      expect(await json(['costs', '--clusters', '41'])).toHaveProperty('prices');
    },
  };

  test.each(Object.keys(scenarios).filter((name) => commandNames().includes(name)))(
    'pullpass %s',
    async (name) => scenarios[name]?.(),
    180_000,
  );

  test('every command of the program was run', () => {
    expect(commandNames().filter((name) => !world().ran.has(name))).toEqual([]);
  });

  test('a user who may not sign in, or has no working key, gets exit code 4', async () => {
    const ran = await world().pullpass(['list'], { environment: { AWS_SECRET_ACCESS_KEY: 'wrong' } });
    expect(ran).toMatchObject({ code: 4, stdout: '' });
    expect(ran.stderr).toContain('→');
    const none = await world().pullpass(['list'], {
      environment: { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
    });
    expect(none).toMatchObject({ code: 4, stdout: '' });
  }, 60_000);

  test('a stage that is not deployed is named, with how to make it', async () => {
    const ran = await world().pullpass(['list', '--stage', 'nowhere']);
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toContain('pullpass deploy --stage nowhere');
  }, 60_000);

  test('no credential was printed, in any encoding', () => {
    const printed = world().printed();
    expect(printed.length).toBeGreaterThan(10_000);
    for (const [what, secret] of world().credentials)
      for (const [how, encoded] of Object.entries(encodings(secret)))
        expect({ what, how, printed: printed.includes(encoded) }).toEqual({ what, how, printed: false });
  });
}
