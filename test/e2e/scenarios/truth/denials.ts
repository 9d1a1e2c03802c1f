import { expect, test } from '@jest/globals';
import { mergePatch } from '../../../support/kubernetes-contract/client.ts';
import type { Denier } from '../../../support/simulation/admission.ts';
import { must } from '../../world/kubernetes.ts';
import { identity } from '../../world/targetsWorld.ts';
import type { TruthWorld } from '../../world/truthWorld.ts';
import { until } from '../../world/until.ts';

interface Check {
  check: string;
  result: string;
  kind?: string;
  message: string;
}

const secretName = 'ecr-credentials';
const words = 'secrets come from the vault';

const deniers: Record<string, (namespace: string) => { denier: Denier; says: string }> = {
  'a policy': (namespace) => ({
    denier: {
      kind: 'policy',
      name: 'no-secrets',
      binding: 'production',
      denies: { namespace, resources: ['secrets'] },
      message: words,
    },
    says: 'The admission policy "no-secrets" (binding "production") denied PATCH',
  }),
  'a policy that answers 413': (namespace) => ({
    denier: {
      kind: 'policy',
      name: 'too-large',
      binding: 'production',
      denies: { namespace, resources: ['secrets'] },
      message: words,
      reason: 'RequestEntityTooLarge',
    },
    says: 'The admission policy "too-large" (binding "production") denied PATCH',
  }),
  'a policy on service accounts': (namespace) => ({
    denier: {
      kind: 'policy',
      name: 'no-links',
      binding: 'production',
      denies: { namespace, resources: ['serviceaccounts'] },
      message: words,
    },
    says: 'The admission policy "no-links" (binding "production") denied PATCH',
  }),
  'a webhook, as Kyverno does': (namespace) => ({
    denier: {
      kind: 'webhook',
      name: 'kyverno.example.com',
      denies: { namespace, resources: ['secrets'] },
      does: { code: 400, message: words },
    },
    says: 'The admission webhook "kyverno.example.com" denied PATCH',
  }),
  'a webhook, as Gatekeeper does': (namespace) => ({
    denier: {
      kind: 'webhook',
      name: 'gatekeeper.example.com',
      denies: { namespace, resources: ['secrets'] },
      does: { code: 403, reason: 'Forbidden', message: words },
    },
    says: 'The admission webhook "gatekeeper.example.com" denied PATCH',
  }),
  'a webhook that is down': (namespace) => ({
    denier: {
      kind: 'webhook',
      name: 'down.example.com',
      denies: { namespace, resources: ['secrets'] },
      does: 'be down',
    },
    says: 'The admission webhook "down.example.com" could not be asked about PATCH',
  }),
  'a quota': (namespace) => ({
    denier: { kind: 'quota', name: 'few-secrets', namespace, used: 2, hard: 2 },
    says: 'The quota "few-secrets" denied PATCH',
  }),
};

export function denialScenarios(world: () => TruthWorld): void {
  let made = 0;
  /** Two namespaces, and a target for both. */
  const ground = async () => {
    made += 1;
    const [name, open, closed] = [`denied-${made}`, `open-${made}`, `closed-${made}`];
    for (const namespace of [open, closed])
      await world().openshift.addProject(namespace, { accounts: ['default'] });
    const target = {
      kind: 'imagePullSecret',
      secretName,
      namespaces: { include: [open, closed] },
      serviceAccounts: ['default'],
    };
    return { name, open, closed, targets: [target] };
  };

  test.each(Object.entries(deniers))(
    '%s is named before the first push and by it, affects no other namespace, and is over when it lets pass',
    async (_, denierIn) => {
      const { api, openshift, control, body } = world();
      const { name, open, closed, targets } = await ground();
      const { denier, says } = denierIn(closed);
      const letPass = await control.deny(denier);

      const refused = await api.expect<{ checks: Check[] }>(422, 'POST', '/clusters', {
        body: body(name, targets),
      });
      expect(refused.checks.filter(({ result }) => result === 'failed')).toMatchObject([
        { check: 'writes', kind: 'denied', message: expect.stringContaining(says) },
      ]);
      expect(await openshift.secret(open, secretName)).toBeUndefined();
      expect(await openshift.links(open, 'default')).not.toMatchObject({
        secrets: expect.arrayContaining([secretName]),
      });

      await api.expect(201, 'POST', '/clusters?preflight=false', { body: body(name, targets) });
      const { status } = await api.attempted(name, undefined);
      expect(status).toMatchObject({
        phase: 'Degraded',
        error: { kind: 'denied', message: expect.stringContaining(says) },
        namespaces: { ready: 1, failed: 1 },
      });
      if (denier.kind === 'policy') expect(status.error?.message).toContain(words);
      expect(await openshift.values(open, secretName)).toBeDefined();
      expect((await openshift.links(open, 'default')).imagePullSecrets).toContain(secretName);
      const isOfSecrets = !says.includes('no-links');
      expect((await openshift.secret(closed, secretName)) === undefined).toBe(isOfSecrets);
      expect((await openshift.links(closed, 'default')).imagePullSecrets).not.toContain(secretName);

      await letPass();
      expect((await api.refresh(name)).status).toMatchObject({ phase: 'Healthy' });
      expect(await openshift.values(closed, secretName)).toBeDefined();
      expect((await openshift.links(closed, 'default')).imagePullSecrets).toContain(secretName);
      await api.deregister(name);
    },
    120_000,
  );

  test('what denies deletions is named, what it keeps exists, and deleting that by hand ends the deregistration', async () => {
    const { api, openshift, control, serve } = world();
    const { name, open, closed, targets } = await ground();
    await serve(name, targets);
    const letPass = await control.deny({
      kind: 'webhook',
      name: 'keep.example.com',
      denies: { namespace: closed, operations: ['DELETE'], resources: ['secrets'] },
      does: { code: 403, reason: 'Forbidden', message: 'nothing is deleted here' },
    });
    const { status: before } = await api.read(name);
    await api.expect(202, 'DELETE', `/clusters/${name}`);
    const { status } = await api.attempted(name, before.lastAttemptAt);
    expect(status).toMatchObject({
      phase: 'Deregistering',
      error: {
        kind: 'denied',
        message: expect.stringMatching(/"keep\.example\.com" denied DELETE .*nothing is deleted here/),
        remedy: expect.stringContaining(`delete secrets ${closed}/${secretName} by hand`),
      },
    });
    expect(await openshift.secret(open, secretName)).toBeUndefined();
    expect(await openshift.secret(closed, secretName)).toBeDefined();

    // By hand, as a user whom the webhook lets pass.
    await letPass();
    await openshift.deleteSecret(closed, secretName);
    await api.expect(202, 'DELETE', `/clusters/${name}`);
    await api.gone(name);
  }, 120_000);

  test('a policy that exempts PullPass’s user, as the remedy says, lets it pass', async () => {
    const { api, openshift, control, body } = world();
    const { name, closed, targets } = await ground();
    const takeAway = await control.deny({
      kind: 'policy',
      name: 'not-for-all',
      binding: 'not-for-all',
      denies: { namespace: closed, resources: ['secrets'] },
      message: words,
    });
    const path = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/not-for-all';
    const others = { name: 'others', expression: `request.userInfo.username != "${identity}"` };
    must(200, await openshift.admin.patch(path, mergePatch, { spec: { matchConditions: [others] } }));
    await until(
      'the policy to exempt PullPass',
      () => api.call('POST', '/clusters?dryRun=true', { body: body(name, targets) }),
      ({ status }) => status === 200,
    );
    await takeAway();
  }, 120_000);
}
