import { expect, test } from '@jest/globals';
import { emulatedAccount } from '../../support/aws/ministack.ts';
import { addUser } from '../world/iam.ts';
import { adminName, type World } from '../world/world.ts';

export function accessScenarios(world: () => World): void {
  test('a request without a signature is refused, whatever it asks for', async () => {
    const { api } = world();
    for (const [method, path] of [
      ['GET', '/fleet'],
      ['GET', '/clusters'],
      ['POST', '/clusters'],
      ['GET', '/openapi.json'],
      ['DELETE', '/clusters/anything'],
    ] as const) {
      const answer = await api.call(method, path, { as: null });
      expect([method, path, answer.status]).toEqual([method, path, 403]);
    }
  });

  test('so is one signed with a wrong key, and one by somebody who may not call the API', async () => {
    const { api, aws } = world();
    const stranger = await addUser(aws, 'stranger', { callApi: false });
    expect((await api.call('GET', '/fleet', { as: stranger })).status).toBe(403);
    const forged = { ...stranger, secretAccessKey: 'x'.repeat(40) };
    expect((await api.call('GET', '/fleet', { as: forged })).status).toBe(403);
    expect((await api.call('GET', '/fleet')).status).toBe(200);
  });

  test('the audit trail names the caller by ARN', async () => {
    const { api, kubernetes, cluster } = world();
    await kubernetes.addNamespace('audited');
    const body = cluster('audited', { namespaces: { include: ['audited'] } });
    await api.expect(201, 'POST', '/clusters', { body });
    await api.attempted('audited', undefined);
    await api.expect(202, 'POST', '/clusters/audited/pause');
    await api.expect(202, 'POST', '/clusters/audited/resume');

    const events = await api.events('audited');
    const by = Object.fromEntries(events.map((event) => [event.type, event.by]));
    const caller = `arn:aws:iam::${emulatedAccount}:user/${adminName}`;
    expect(by).toMatchObject({ registered: caller, paused: caller, resumed: caller, served: 'pullpass' });
  }, 120_000);
}
