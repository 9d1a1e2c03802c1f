import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import { secretsOf } from '../../support/kubernetes-contract/context.ts';
import { accounts, must, secretName } from '../world/kubernetes.ts';
import type { World } from '../world/world.ts';

export function deregistrationScenarios(world: () => World): void {
  test('leaves nothing of ours behind, and touches nothing of others', async () => {
    const { api, aws, kubernetes, table, cluster } = world();
    for (const namespace of ['leaving-a', 'leaving-b', 'leaving-kept'])
      await kubernetes.addNamespace(namespace);
    const foreign = { metadata: { name: secretName }, type: 'Opaque', data: { key: 'dGhlaXJz' } };
    must(201, await kubernetes.admin.post(secretsOf('leaving-kept'), foreign));
    const theirs = { metadata: { name: 'their-own' }, data: { key: 'dGhlaXJz' } };
    must(201, await kubernetes.admin.post(secretsOf('leaving-a'), theirs));

    const target = { namespaces: { include: ['leaving-*'] }, serviceAccounts: accounts };
    // Somebody else's secret would fail the checks.
    await api.expect(201, 'POST', '/clusters?preflight=false', { body: cluster('leaving', target) });
    const { status } = await api.attempted('leaving', undefined);
    expect(status.namespaces).toMatchObject({ ready: 2, failed: 1 });
    for (const account of accounts) await kubernetes.link('leaving-a', account, 'their-own');
    expect(await secretNames(aws)).toContain('pullpass/e2e/clusters/leaving');

    await api.deregister('leaving');

    const own = (account: string) => `${account}-dockercfg-x7k2p`;
    for (const account of accounts) {
      const withTheirs = [own(account), 'their-own'];
      expect(await kubernetes.links('leaving-a', account)).toEqual({
        imagePullSecrets: withTheirs,
        secrets: withTheirs,
      });
      expect(await kubernetes.links('leaving-b', account)).toEqual({
        imagePullSecrets: [own(account)],
        secrets: [own(account)],
      });
    }
    expect(await kubernetes.secret('leaving-a')).toBeUndefined();
    expect(await kubernetes.secret('leaving-b')).toBeUndefined();
    expect(await kubernetes.secret('leaving-kept')).toMatchObject({ data: foreign.data });
    expect(await kubernetes.secret('leaving-a', 'their-own')).toMatchObject({ data: theirs.data });

    expect(await secretNames(aws)).not.toContain('pullpass/e2e/clusters/leaving');
    const Key = { pk: 'CLUSTER#leaving', sk: 'RECORD' };
    expect((await table.client.send(new GetCommand({ TableName: table.name, Key }))).Item).toBeUndefined();
    const types = (await api.events('leaving')).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['registered', 'deregistering', 'deregistered']));
  }, 180_000);
}

async function secretNames({ json }: World['aws']): Promise<string[]> {
  const target = 'secretsmanager.ListSecrets';
  const { SecretList } = await json<{ SecretList: { Name: string }[] }>('secretsmanager', target, {
    IncludePlannedDeletion: true,
  });
  return SecretList.map(({ Name }) => Name);
}
