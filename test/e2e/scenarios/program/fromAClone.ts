import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { emulatedRegion } from '../../../support/aws/ministack.ts';
import { fleetFile } from '../../world/fleetFile.ts';
import type { ProgramWorld } from '../../world/programWorld.ts';
import { until } from '../../world/until.ts';

/** What the quick start asks of an admin who has only Node. */
export function fromACloneScenarios(world: () => ProgramWorld): void {
  test('npx pullpass deploy, after npm ci in a new clone, deploys the service to AWS', async () => {
    const params = ['allowedCidrs=127.0.0.0/8', 'deletionProtection=false'];
    const { code, stdout, stderr } = await world().npxPullpass([
      'deploy',
      '--region',
      emulatedRegion,
      ...params.flatMap((param) => ['--param', param]),
      '-o',
      'json',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('What to do next') });
    expect(JSON.parse(stdout)).toMatchObject({
      stage: 'e2e',
      region: emulatedRegion,
      apiUrl: expect.stringMatching(/^http/),
    });
  }, 300_000);

  test('pullpass apply registers one real and 40 simulated clusters, and status --check finally exits 0', async () => {
    const { pullpass, folder, simulated, kubernetes } = world();
    const names = ['real', ...simulated.keys()];
    const file = join(folder, 'fleet.yaml');
    await writeFile(
      file,
      fleetFile(names.map((name) => ({ name, labels: { env: name === 'real' ? 'prod' : 'sim' } }))),
    );

    const differs = await pullpass(['diff', '-f', file, '-o', 'json']);
    expect({ ...differs, stdout: JSON.parse(differs.stdout).length }).toEqual({
      code: 3,
      stdout: 41,
      stderr: '',
    });
    // On a busy machine, the first ten workers may start more slowly than a preflight waits: then it is applied again.
    await until(
      'pullpass apply to exit with 0',
      async () => {
        const { code, stdout, stderr } = await pullpass(['apply', '-f', file, '-y', '-o', 'json']);
        const results: { result: string; message?: string }[] = JSON.parse(stdout);
        expect({ results: results.length, stderr }).toEqual({ results: 41, stderr: '' });
        const failed = results.filter(({ result }) => result !== 'done');
        expect(failed.filter(({ message = '' }) => !/^network: /.test(message))).toEqual([]);
        expect(code).toBe(failed.length === 0 ? 0 : 1);
        return code;
      },
      (exitCode) => exitCode === 0,
      { limit: 240_000 },
    );

    const watched = await pullpass(['status', '--watch', '--check', '--every', '2']);
    expect({ ...watched, stdout: '' }).toEqual({ code: 0, stdout: '', stderr: '' });
    expect((await pullpass(['status', '--check'])).code).toBe(0);
    expect(await kubernetes.secret('payments')).toBeDefined();
    for (const cluster of simulated.values())
      expect(cluster.secret('payments', 'ecr-credentials')).toBeDefined();

    expect(await pullpass(['diff', '-f', file])).toEqual({
      code: 0,
      stdout: '= 41 clusters as the file says\n',
      stderr: '',
    });
  }, 400_000);
}
