import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { emulatedAccount, emulatedRegion } from '../../../support/aws/ministack.ts';
import type { ProgramWorld } from '../../world/programWorld.ts';
import { until } from '../../world/until.ts';

const secretName = 'booted-fleet';

/** A fleet file whose clusters are prepared for PullPass through their admins' own contexts. */
export function bootstrappedFleetScenarios(world: () => ProgramWorld): void {
  test('ten clusters come up from one fleet.yaml: one real, whose admin signs in with a program, and nine simulated', async () => {
    const { pullpass, folder, simulated, plane } = world();
    await signInByAProgram(folder);
    const contexts = new Map([
      ['booted-real', 'by-a-program.kubeconfig'],
      ...[...simulated.keys()]
        .slice(0, 9)
        .map((name): [string, string] => [`booted-${name}`, `${name}.kubeconfig`]),
    ]);
    const file = join(folder, 'booted.yaml');
    const fleet = {
      defaults: {
        registries: [{ name: 'main', kind: 'ecr', accountId: emulatedAccount, region: emulatedRegion }],
        targets: [{ kind: 'imagePullSecret', secretName, namespaces: { include: ['payments'] } }],
        labels: { by: 'bootstrap' },
      },
      clusters: [...contexts].map(([name, kubeconfig]) => ({
        name,
        access: { bootstrap: { kubeconfig, identity: 'payments/booted-fleet' } },
      })),
    };
    await writeFile(file, JSON.stringify(fleet));

    const diff = await pullpass(['diff', '-f', file]);
    expect(diff.code).toBe(3);
    expect(diff.stdout.match(/\+ ServiceAccount payments\/booted-fleet$/gm)).toHaveLength(10);
    await until(
      'pullpass apply to exit with 0',
      () => pullpass(['apply', '-f', file, '-y', '-o', 'json']),
      ({ code }) => code === 0,
      { limit: 240_000 },
    );
    const registered = await until(
      'all ten to be Healthy',
      async () => JSON.parse((await pullpass(['list', '--label', 'by=bootstrap', '-o', 'json'])).stdout),
      (clusters: { status: { phase: string } }[]) =>
        clusters.length === 10 && clusters.every(({ status }) => status.phase === 'Healthy'),
      { limit: 120_000 },
    );
    for (const cluster of registered)
      expect(cluster).toMatchObject({
        renew: true,
        status: { kubeconfig: { identity: 'system:serviceaccount:payments:booted-fleet', renews: true } },
      });
    expect(await plane.kubectl(['get', 'secret', secretName, '-n', 'payments', '-o', 'name'])).toBe(
      `secret/${secretName}\n`,
    );
    expect(await pullpass(['diff', '-f', file])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('= 10 clusters as the file says\n'),
    });

    expect(await pullpass(['deregister', '--label', 'by=bootstrap', '-y'])).toMatchObject({ code: 0 });
    await until(
      'all ten to be gone',
      async () => (await pullpass(['list', '--label', 'by=bootstrap', '-o', 'name'])).stdout,
      (names) => names === '',
      { limit: 120_000 },
    );
  }, 400_000);
}

/** The admin's kubeconfig of the real cluster, with a program that prints the credential instead of the credential. */
async function signInByAProgram(folder: string): Promise<void> {
  const config = parse(await readFile(join(folder, 'admin.kubeconfig'), 'utf8'));
  const apiVersion = 'client.authentication.k8s.io/v1';
  const printed = join(folder, 'printed.json');
  await writeFile(
    printed,
    JSON.stringify({ apiVersion, kind: 'ExecCredential', status: config.users[0].user }),
    { mode: 0o600 },
  );
  config.users[0].user = { exec: { apiVersion, command: 'cat', args: [printed], interactiveMode: 'Never' } };
  await writeFile(join(folder, 'by-a-program.kubeconfig'), JSON.stringify(config), { mode: 0o600 });
}
