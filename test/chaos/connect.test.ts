import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { collect, deliverAll, live } from '../support/chaos/life.ts';
import { digBlackHole } from '../support/chaos/service/blackHole.ts';
import { furnish, registration } from '../support/chaos/steps/specs.ts';
import type { Shape } from '../support/chaos/steps/step.ts';
import { useService } from '../support/chaos/useService.ts';
import { minute, World } from '../support/chaos/world.ts';

let hole: Awaited<ReturnType<typeof digBlackHole>>;

// Before the service, and so in real time.
beforeAll(async () => {
  hole = await digBlackHole();
});
afterAll(() => hole.stop());
const service = useService();

const shape: Shape = { namespaces: 3, linked: false, glob: false, role: false, refreshEveryMinutes: 60 };

test('an API server that hangs at connect costs only its own time limit, is reported, and recovers', async () => {
  const world = await World.start(service(), ['dropped', 'well']);
  service().simulation.traffic.silence(`127.0.0.1:${hole.port}`);
  try {
    for (const cluster of world.clusters) {
      furnish(cluster, shape);
      const body = registration(cluster, shape);
      if (cluster.name === 'dropped')
        body.kubeconfig = body.kubeconfig.replace(cluster.endpoint.server, `https://127.0.0.1:${hole.port}`);
      expect(await world.drive(world.ask({ method: 'POST', path: '/clusters?preflight=false', body }))).toBe(
        201,
      );
    }
    await collect(world);
    await world.drive(deliverAll(world));
    const milliseconds = new Map(world.pushes().map((push) => [push.cluster, push.milliseconds]));
    expect(milliseconds.get('well')).toBeLessThan(1_000);
    expect(milliseconds.get('dropped')).toBeGreaterThanOrEqual(10_000);
    expect(milliseconds.get('dropped')).toBeLessThanOrEqual(120_000);
    const seen = await world.look();
    expect(seen.records.get('dropped')?.error).toMatchObject({
      kind: 'timeout',
      remedy: expect.stringContaining('firewall'),
    });

    const body = { kubeconfig: world.clusters[0]?.endpoint.kubeconfig('admin') };
    const path = '/clusters/dropped/kubeconfig?preflight=false';
    expect(await world.drive(world.ask({ method: 'PUT', path, body }))).toBe(200);
    await collect(world);
    await world.drive(live(world, world.now + minute));
    expect((await world.look()).records.get('dropped')?.phase).toBe('Healthy');
  } finally {
    await world.stop();
  }
});
