import { expect, test } from '@jest/globals';
import { mergePatch } from '../../../support/kubernetes-contract/client.ts';
import { secretsOf } from '../../../support/kubernetes-contract/context.ts';
import { startWebhook, type Verdict, type Webhook } from '../../../support/truth/webhook.ts';
import { must } from '../../world/kubernetes.ts';
import type { TargetsWorld } from '../../world/targetsWorld.ts';
import { until } from '../../world/until.ts';

const configurations = '/apis/admissionregistration.k8s.io/v1';

/** What PullPass says that it removed, compared with what is in the cluster. */
export function removalScenarios(world: () => TargetsWorld): void {
  const target = (name: string, fields: object = {}) => ({
    kind: 'imagePullSecret',
    secretName: name,
    namespaces: { labelSelector: `pull=${name}` },
    serviceAccounts: ['builder'],
    ...fields,
  });
  const addProjects = async (label: string, ...names: string[]) => {
    for (const name of names) await world().openshift.addProject(name, { labels: { pull: label, name } });
  };
  const isThere = async (namespace: string, name: string) =>
    (await world().openshift.secret(namespace, name)) !== undefined;
  const messages = async (name: string, type: string) =>
    (await world().api.events(name)).filter((event) => event.type === type).map(({ message }) => message);

  /** Puts a webhook for secrets into force in one namespace; returns a function that removes it. */
  async function inForce(
    kind: 'validating' | 'mutating',
    { clientConfig }: Webhook,
    { name, label, operations }: { name: string; label: object; operations: string[] },
  ): Promise<() => Promise<void>> {
    const path = `${configurations}/${kind}webhookconfigurations`;
    const webhook = {
      name: `${name}.example.com`,
      clientConfig,
      rules: [{ apiGroups: [''], apiVersions: ['v1'], resources: ['secrets'], operations }],
      namespaceSelector: { matchLabels: label },
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
    };
    const { admin } = world().openshift;
    must(201, await admin.post(path, { metadata: { name }, webhooks: [webhook] }));
    return async () => void must(200, await admin.delete(`${path}/${name}`));
  }

  /** Waits until the API server answers a deletion with this status without carrying it out. */
  const untilDeletionIs = (status: number, namespace: string, name: string) =>
    until(
      `a deletion of ${namespace}/${name} to be answered with ${status}`,
      () => world().openshift.admin.delete(`${secretsOf(namespace)}/${name}?dryRun=All`),
      (answer) => answer.status === status,
    );

  async function withWebhook(decide: () => Verdict, act: (webhook: Webhook) => Promise<void>) {
    const webhook = await startWebhook(decide);
    try {
      await act(webhook);
    } finally {
      await webhook.stop();
    }
  }

  test('a webhook denies deletions: prune and the deregistration say what stays, until it is gone', async () => {
    const { api, openshift, serve } = world();
    await addProjects('kept', 'kept-a', 'kept-b');
    await serve('kept', [target('kept', { prune: true })]);
    await withWebhook(
      () => ({ allowed: false, code: 403, message: 'secrets are kept here' }),
      async (webhook) => {
        const takeAway = await inForce('validating', webhook, {
          name: 'keeper',
          label: { name: 'kept-a' },
          operations: ['DELETE'],
        });
        await untilDeletionIs(403, 'kept-a', 'kept');
        await openshift.label('kept-a', { pull: null });

        const { status } = await api.refresh('kept');
        expect(status.phase).toBe('Degraded');
        expect(status.error?.message).toContain('keeper.example.com');
        expect(status.error?.message).toContain('kept-a');
        expect(await isThere('kept-a', 'kept')).toBe(true);
        expect((await messages('kept', 'removed')).join()).not.toContain('secret kept from');

        await api.expect(202, 'DELETE', '/clusters/kept');
        const pending = await api.attempted('kept', status.lastAttemptAt);
        expect(pending.status.phase).toBe('Deregistering');
        expect(pending.status.error?.message).toContain('keeper.example.com');
        expect(pending.status.error?.remedy).toContain('DELETE /clusters/kept tries again at once');
        expect([await isThere('kept-a', 'kept'), await isThere('kept-b', 'kept')]).toEqual([true, false]);
        expect(await messages('kept', 'deregistered')).toEqual([]);

        await takeAway();
        await untilDeletionIs(200, 'kept-a', 'kept');
      },
    );
    await api.deregister('kept');
    expect(await isThere('kept-a', 'kept')).toBe(false);
    expect(await messages('kept', 'deregistered')).toEqual([
      'Forgotten: nothing of PullPass is left in the cluster',
    ]);
    const removed = (await messages('kept', 'removed')).join();
    for (const namespace of ['kept-a', 'kept-b']) expect(removed).toContain(`secret kept from ${namespace}`);
  }, 120_000);

  test('a finalizer holds a secret: it is gone once the finalizer is, as the remedy says', async () => {
    const { api, openshift, serve } = world();
    await addProjects('held', 'held-a');
    await serve('held', [target('held')]);
    await openshift.patchSecret('held-a', 'held', { metadata: { finalizers: ['example.com/hold'] } });

    const renamed = [target('held', { secretName: 'other' })];
    await api.expect(200, 'PATCH', '/clusters/held', { body: { targets: renamed } });
    const { status } = await api.until(
      'held',
      'to say that the secret is held',
      (cluster) => cluster.status.error?.message.includes('example.com/hold') === true,
    );
    expect(status.phase).not.toBe('Healthy');
    expect(await isThere('held-a', 'held')).toBe(true);
    expect(await messages('held', 'removed')).toEqual([expect.not.stringContaining('secret held from')]);

    const patch = /kubectl patch secret held -n held-a --type merge -p '([^']+)'/.exec(
      status.error?.remedy ?? '',
    )?.[1];
    must(200, await openshift.admin.patch(`${secretsOf('held-a')}/held`, mergePatch, patch));
    await api.refresh('held');
    await api.deregister('held');
    expect(await isThere('held-a', 'held')).toBe(false);
  }, 120_000);

  test('a webhook rewrites labels: the secrets are still PullPass’s, are in order, and are removed with it', async () => {
    const { api, openshift, serve, sweep } = world();
    await addProjects('relabelled', 'relabelled-a');
    const path = '/metadata/labels/app.kubernetes.io~1managed-by';
    await withWebhook(
      () => ({ allowed: true, patch: [{ op: 'replace', path, value: 'platform' }] }),
      async (webhook) => {
        const takeAway = await inForce('mutating', webhook, {
          name: 'relabeller',
          label: { name: 'relabelled-a' },
          operations: ['CREATE', 'UPDATE'],
        });
        const { status } = await serve('relabelled', [target('relabelled')]);
        expect(status.phase).toBe('Healthy');
        await until(
          'the webhook to have rewritten the labels',
          async () => {
            await api.refresh('relabelled');
            return openshift.secret('relabelled-a', 'relabelled');
          },
          (secret) => secret?.metadata.labels?.['app.kubernetes.io/managed-by'] === 'platform',
        );
        expect((await sweep('relabelled')).status.phase).toBe('Healthy');
        expect((await api.refresh('relabelled')).status.phase).toBe('Healthy');
        expect(await messages('relabelled', 'repaired')).toEqual([]);

        await api.deregister('relabelled');
        expect(await isThere('relabelled-a', 'relabelled')).toBe(false);
        expect((await messages('relabelled', 'removed')).join()).toContain(
          'secret relabelled from relabelled-a',
        );
        await takeAway();
      },
    );
  }, 120_000);
}
