import { beforeAll, expect, test } from '@jest/globals';
import { breaking } from '../world/breaking.ts';
import { readLogs } from '../world/logs.ts';
import { until } from '../world/until.ts';
import type { World } from '../world/world.ts';

/** A deployment with the site "east" (world/sites.yml). */
export function siteScenarios(world: () => World): void {
  const pushFunction = () => `pullpass-${world().deployment.stage}-push`;
  const eastern = (name: string) => ({
    ...world().cluster(name, { namespaces: { include: ['sited'] } }),
    site: 'east',
  });
  /** The clusters that the function pushed to, according to its own log. */
  const pushedBy = async (name: string): Promise<string[]> =>
    (await readLogs(world().aws))
      .filter(({ group }) => group === `/aws/lambda/${name}`)
      .flatMap(
        ({ message }) =>
          /"message":"pushed".*?"cluster":"([^"]+)"|"cluster":"([^"]+)".*?"message":"pushed"/
            .exec(message)
            ?.slice(1)
            .filter(Boolean) ?? [],
      );

  beforeAll(async () => {
    const { kubernetes } = world();
    for (const name of ['sited', 'homely']) await kubernetes.addNamespace(name);
  });

  test('a cluster of a site is checked, and pushed, by the function of that site', async () => {
    const { api, kubernetes, registry } = world();
    const registered = await api.expect<{ preflight: { checks: { check: string; message: string }[] } }>(
      201,
      'POST',
      '/clusters',
      { body: eastern('eastern') },
    );
    const [first] = registered.preflight.checks;
    expect(first?.message).toBe(
      'Pushes run in the network of the site east, which reaches DynamoDB and Secrets Manager.',
    );
    expect((await api.attempted('eastern', undefined)).status.phase).toBe('Healthy');
    expect(await registry.pull(await kubernetes.dockerConfig('sited'))).toMatchObject({ code: 0 });

    const own = await until(
      'its log',
      () => pushedBy(`${pushFunction()}-east`),
      (names) => names.length > 0,
    );
    expect(own).toEqual(['eastern']);
    expect(await pushedBy(pushFunction())).not.toContain('eastern');
  }, 120_000);

  test('a site that is not deployed is refused, and the deployed ones are named', async () => {
    const { api } = world();
    const answer = await api.call('POST', '/clusters', { body: { ...eastern('northern'), site: 'north' } });
    expect([answer.status, answer.text]).toEqual([422, expect.stringContaining('deployed are east')]);
    expect((await api.call('GET', '/clusters/northern')).status).toBe(404);
  });

  test('a site that is down affects only its own clusters, and they recover with it', async () => {
    const { api, aws, cluster } = world();
    const body = cluster('homely', { namespaces: { include: ['homely'] } });
    await api.expect(201, 'POST', '/clusters', { body });
    expect((await api.attempted('homely', undefined)).status.phase).toBe('Healthy');
    const before = await api.read('eastern');

    const mend = await breaking(aws).concurrency(`${pushFunction()}-east`);
    try {
      await api.expect(202, 'POST', '/clusters/eastern/refresh');
      const refused = await api.call('POST', '/clusters', { body: eastern('late') });
      const { checks } = refused.json() as { checks: { check: string; result: string; kind?: string }[] };
      const failed = checks.filter(({ result }) => result === 'failed');
      expect(failed).toMatchObject([{ check: 'network', kind: 'throttled' }]);

      const served = await api.refresh('homely');
      expect(served.status).toMatchObject({ phase: 'Healthy', consecutiveFailures: 0 });
      const { status } = await api.read('eastern');
      expect(status.lastAttemptAt).toBe(before.status.lastAttemptAt);
      expect(status.validUntil).toBe(before.status.validUntil);
    } finally {
      await mend();
    }
    const { status } = await api.attempted('eastern', before.status.lastAttemptAt, 240_000);
    expect(status).toMatchObject({ phase: 'Healthy', consecutiveFailures: 0 });
  }, 400_000);

  test('a cluster that a change moves out of a site is served from the default network at once', async () => {
    const { api } = world();
    const { status } = await api.read('eastern');
    const moved = await api.expect(200, 'PATCH', '/clusters/eastern', { body: { site: null } });
    expect(moved).not.toHaveProperty('site');
    await api.attempted('eastern', status.lastAttemptAt);
    const pushed = await until(
      'its log',
      () => pushedBy(pushFunction()),
      (names) => names.includes('eastern'),
    );
    expect(pushed).toContain('eastern');
  }, 120_000);
}
