import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Forwarder, startForwarder } from '../world/forwarder.ts';
import { until } from '../world/until.ts';
import type { World } from '../world/world.ts';

/** The longest time that a push may take to end at a silent API server. */
const patience = 150_000;

export function outageScenarios(world: () => World): void {
  let front: Forwarder;
  beforeAll(async () => {
    const { kubernetes, plane } = world();
    front = await startForwarder(plane.port);
    await kubernetes.addNamespace('steady');
    await kubernetes.addNamespace('shaky');
  }, 60_000);
  afterAll(() => front?.stop());

  test('two clusters are served, one of them over a route that will fail', async () => {
    const { api, kubeconfig, cluster } = world();
    const shaky = kubeconfig.replace(/server: \S+/, `server: ${front.url}`);
    for (const [name, config] of [
      ['steady', kubeconfig],
      ['shaky', shaky],
    ] as const) {
      const body = cluster(name, { namespaces: { include: [name] }, kubeconfig: config });
      await api.expect(201, 'POST', '/clusters', { body });
      expect((await api.attempted(name, undefined)).status.phase).toBe('Healthy');
    }
    expect(front.taken()).toBeGreaterThan(0);
  }, 120_000);

  test.each([
    ['hanging', 'timeout'],
    ['gone', 'unreachable'],
  ] as const)(
    'an API server that is %s hurts no other cluster, and recovers',
    async (mode, kind) => {
      const { api, kubernetes } = world();
      const before = await api.read('shaky');
      const steadyBefore = await api.read('steady');
      const secret = await kubernetes.secret('shaky');
      await front.become(mode);
      await api.expect(202, 'POST', '/clusters/shaky/refresh');
      if (mode === 'hanging')
        await until(
          'the push to connect',
          async () => front.taken(),
          (connections) => connections > 0,
        );

      // While one is out, the other is served as before.
      const steady = await api.refresh('steady');
      expect(steady.status).toMatchObject({ phase: 'Healthy', consecutiveFailures: 0 });
      expect(steady.status.lastSuccessAt ?? '').not.toBe(steadyBefore.status.lastSuccessAt);

      const out = await api.attempted('shaky', before.status.lastAttemptAt, patience);
      expect(out.status).toMatchObject({
        phase: 'Failing',
        error: { kind, message: expect.stringContaining(new URL(front.url).host) },
        // What it holds is as good as before, and known to be.
        validUntil: before.status.validUntil,
        lastSuccessAt: before.status.lastSuccessAt,
      });
      expect(out.status.consecutiveFailures).toBeGreaterThan(0);
      expect(await kubernetes.secret('shaky')).toEqual(secret);

      await front.become('forwards');
      const { status } = await api.refresh('shaky');
      expect(status).toMatchObject({ phase: 'Healthy', consecutiveFailures: 0 });
      expect(status.error).toBeUndefined();
      // The trail is written after the result.
      const types = await until(
        'the recovery in the trail',
        async () => (await api.events('shaky')).map(({ type }) => type),
        (trail) => trail.slice(0, 3).includes('recovered'),
      );
      expect(types).toContain('failed');
    },
    400_000,
  );
}
