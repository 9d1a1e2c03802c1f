import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { type Fleet, hour, startFleet } from '../../support/fleet/fleet.ts';
import { setFields } from '../../support/fleet/setFields.ts';
import type { Denier } from '../../support/simulation/admission.ts';

let fleet: Fleet;
beforeEach(async () => {
  fleet = await startFleet();
  for (const namespace of ['payments', 'checkout'])
    fleet.cluster.addNamespace(namespace, { serviceAccounts: ['default'] });
});
afterEach(() => fleet.stop());

const register = () =>
  fleet.register({
    targets: [
      {
        kind: 'imagePullSecret',
        secretName: 'ecr-credentials',
        namespaces: { include: ['payments', 'checkout'] },
        serviceAccounts: ['default'],
        adopt: false,
      },
    ],
  });

const webhook = (code: number, reason?: string): Denier => ({
  kind: 'webhook',
  name: 'gate.example.com',
  denies: { namespace: 'checkout' },
  does: { code, message: 'not here', ...(reason !== undefined && { reason }) },
});
const policy = (resource: 'secrets' | 'serviceaccounts'): Denier => ({
  kind: 'policy',
  name: 'vault-only',
  binding: 'production',
  denies: { namespace: 'checkout', resources: [resource] },
  message: 'secrets come from the vault',
});

const patches = (resource: string) =>
  fleet.cluster.requests.recent.filter(
    (request) =>
      request.verb === 'patch' && request.resource === resource && request.namespace === 'checkout',
  );

describe('a push that is denied in one namespace serves the others, and says who denied it', () => {
  test.each<[string, Denier]>([
    ['a policy', policy('secrets')],
    ...[400, 401, 403, 404, 409, 413, 422, 429, 500, 503].map((code): [string, Denier] => [
      `a webhook with ${code}`,
      webhook(code),
    ]),
    ['a webhook that is down', { ...webhook(500), does: 'be down' } as Denier],
    ['a quota', { kind: 'quota', name: 'few', namespace: 'checkout', used: 1, hard: 1 }],
  ])('%s', async (_, denier) => {
    const letPass = fleet.cluster.deny(denier);
    await register();
    const { status } = await fleet.refresh();
    expect(status).toMatchObject({
      phase: 'Degraded',
      error: { kind: 'denied', message: expect.stringContaining(`"${denier.name}"`) },
      namespaces: { ready: 1, failed: 1 },
    });
    expect(fleet.cluster.secret('payments', 'ecr-credentials')).toBeDefined();
    expect(fleet.cluster.secret('checkout', 'ecr-credentials')).toBeUndefined();
    // A denier that decided is not asked again at once; a webhook that could not be reached is, once.
    expect(patches('secrets')).toHaveLength(denier.kind === 'webhook' && denier.does === 'be down' ? 2 : 1);

    letPass();
    expect((await fleet.refresh()).status.phase).toBe('Healthy');
  });

  test('for service accounts: it is asked once, and its own words are reported', async () => {
    fleet.cluster.deny(policy('serviceaccounts'));
    await register();
    const { status } = await fleet.refresh();
    expect(status.error).toMatchObject({
      kind: 'denied',
      message: expect.stringMatching(
        /^The admission policy "vault-only" \(binding "production"\) denied PATCH .*serviceaccounts\/default .*: secrets come from the vault$/,
      ),
      remedy: expect.stringContaining('take default out of the target’s "serviceAccounts"'),
    });
    expect(patches('serviceaccounts')).toHaveLength(1);
    expect(fleet.cluster.secret('checkout', 'ecr-credentials')).toBeDefined();
  });
});

describe('a removal that is denied, whatever the status, is not called one', () => {
  test.each([
    ['403', webhook(403, 'Forbidden')],
    ['404, as if it were gone', webhook(404, 'NotFound')],
    ['409, as if it had changed', webhook(409, 'Conflict')],
    ['422', webhook(422, 'Invalid')],
  ])('a webhook with %s', async (_, denier) => {
    const { name } = await register();
    await fleet.refresh();
    const letPass = fleet.cluster.deny({
      ...denier,
      denies: { namespace: 'checkout', operations: ['DELETE'] },
    } as Denier);
    await setFields(fleet.table, name, { phase: 'Deregistering' });
    await fleet.refresh();
    const record = await readCluster(fleet.table, name);
    expect(record?.status).toMatchObject({
      phase: 'Deregistering',
      error: { kind: 'denied', message: expect.stringContaining('"gate.example.com" denied DELETE') },
    });
    expect(fleet.cluster.secret('checkout', 'ecr-credentials')).toBeDefined();

    letPass();
    fleet.clock.now += hour;
    await fleet.refresh();
    expect(await readCluster(fleet.table, name)).toBeUndefined();
    expect(fleet.cluster.secret('checkout', 'ecr-credentials')).toBeUndefined();
  });
});
