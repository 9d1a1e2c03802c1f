import { expect, test } from '@jest/globals';
import type { TargetsWorld } from '../../world/targetsWorld.ts';

const pullSecret = (namespaces: object, fields: object = {}) => ({
  kind: 'imagePullSecret',
  namespaces,
  ...fields,
});
const ecr = { kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' };

/** What is wrong is refused if that can be known, and otherwise reported in the status; nothing is half-registered. */
export function badInputScenarios(world: () => TargetsWorld): void {
  const refused = async (name: string, targets: readonly object[], fields: object = {}) => {
    const { api, body } = world();
    const answer = await api.call('POST', '/clusters', { body: body(name, targets, fields) });
    const isThere = (await api.call('GET', `/clusters/${name}`)).status === 200;
    return { status: answer.status, text: answer.text, isThere };
  };
  const refusal = (text: RegExp) => ({
    status: 422,
    text: expect.stringMatching(text),
    isThere: false,
  });
  /** Registers it unchecked, and returns the status of its first push. */
  const unchecked = async (name: string, targets: readonly object[]) => {
    const { api, body } = world();
    await api.expect(201, 'POST', '/clusters?preflight=false', { body: body(name, targets) });
    const { status } = await api.attempted(name, undefined);
    await api.deregister(name);
    return status;
  };

  test.each([
    [
      'two targets that would write one object twice',
      [pullSecret({ include: ['shop'] }), pullSecret({ include: ['sh*', 'shop'] })],
      {},
      /writes the secret \\"ecr-credentials\\" in namespace shop, as \/targets\/0 does/,
    ],
    [
      'a registry that the cluster does not have',
      [pullSecret({ include: ['shop'] }, { registries: ['mian'] })],
      {},
      /there is no registry named \\"mian\\"; this cluster has main/,
    ],
    [
      'one host in two registries of a secret',
      [pullSecret({ include: ['shop'] })],
      {
        registries: [
          { name: 'a', ...ecr },
          { name: 'b', ...ecr },
        ],
      },
      /two registries of the secret \\"ecr-credentials\\" serve the host 123456789012/,
    ],
    [
      'more hosts than a secret of 1 MiB holds',
      [pullSecret({ include: ['shop'] })],
      {
        registries: Array.from({ length: 50 }, (_, index) => ({
          ...ecr,
          name: `r-${index}`,
          accountId: String(100000000000 + index),
          endpoints: ['standard', 'fips', 'dual-stack', 'fips-dual-stack'],
          hosts: [`h${index}a.example.com`, `h${index}b.example.com`],
        })),
      },
      /300 hosts go into the secret \\"ecr-credentials\\"; Kubernetes takes 1 MiB/,
    ],
  ])('%s: refused before the cluster is asked', async (_, targets, fields, text) => {
    expect(await refused('never-there', targets, fields)).toEqual(refusal(text));
  });

  test('targets that overlap by labels are refused by what the cluster has today, and reported if they overlap later', async () => {
    const { api, openshift, serve } = world();
    await openshift.addProject('crossing', { labels: { a: 'yes', b: 'yes' } });
    const targets = [pullSecret({ labelSelector: 'a=yes' }), pullSecret({ labelSelector: 'b=yes' })];
    expect(await refused('crossing', targets)).toEqual(refusal(/ecr-credentials.*crossing/));

    await openshift.label('crossing', { b: null });
    await openshift.addProject('parallel', { labels: { b: 'yes' } });
    expect((await serve('crossing', targets)).status.phase).toBe('Healthy');
    await openshift.label('crossing', { b: 'yes' });
    const { status } = await api.refresh('crossing');
    expect(status).toMatchObject({
      phase: 'Degraded',
      error: {
        kind: 'conflict',
        message: '/targets/0 and /targets/1 both write secret crossing/ecr-credentials',
        remedy: expect.stringContaining('exclude crossing from one'),
      },
      namespaces: { ready: 1, failed: 1 },
    });
    await api.deregister('crossing');
  }, 60_000);

  test('a selector that matches nothing is refused, and reported with a remedy if that happens later', async () => {
    const target = pullSecret({ labelSelector: 'nobody=has-this' });
    expect(await refused('nothing', [target])).toEqual(
      refusal(/\/targets\/0 chooses no namespace that the cluster has today/),
    );
    expect(await unchecked('nothing', [target])).toMatchObject({
      phase: 'Failing',
      error: {
        kind: 'not-found',
        message: expect.stringContaining('labelSelector nobody=has-this'),
        remedy: expect.stringContaining('namespaces'),
      },
    });
  }, 60_000);

  test('a missing service account or namespace is refused, and is reported with a remedy', async () => {
    await world().openshift.addProject('sparse', { accounts: ['default'] });
    const account = pullSecret({ include: ['sparse'] }, { serviceAccounts: ['default', 'pipelin'] });
    expect(await refused('sparse', [account])).toEqual(refusal(/pipelin.*sparse/));
    expect(await unchecked('sparse', [account])).toMatchObject({
      phase: 'Failing',
      error: { kind: 'not-found', message: expect.stringContaining('pipelin') },
    });
    const namespace = pullSecret({ include: ['sparce'] });
    expect(await refused('sparce', [namespace])).toEqual(refusal(/no namespace sparce/));
    expect(await unchecked('sparce', [namespace])).toMatchObject({
      phase: 'Failing',
      error: { kind: 'not-found', remedy: expect.stringMatching(/\w/) },
    });
  }, 60_000);
}
