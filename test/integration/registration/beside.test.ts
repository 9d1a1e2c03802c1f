import {
  DescribeSecretCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, expect, test } from '@jest/globals';
import type { World } from '../../../functions/registration/world.ts';
import type { AwsOptions } from '../../../local/aws/startAws.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { type Api, startApi } from './anApi.ts';

// Kubeconfigs that are stored during a deletion of the same name.

let api: Api;
let secrets: SecretsManagerClient;
afterEach(async () => {
  secrets.destroy();
  await api.stop();
});

const path = '/clusters/prod-eu-1';
const day = 24 * 3600_000;

interface Given {
  secrets?: AwsOptions['secrets'];
  timeoutMs?: number;
  world?: (world: World) => Partial<World>;
}

async function start({ timeoutMs = 29_000, world, ...aws }: Given = {}): Promise<void> {
  api = await startApi({ timeoutMs, aws, ...(world !== undefined && { world }) });
  secrets = new SecretsManagerClient(api.aws.clientConfig('secretsmanager'));
  api.cluster.addNamespace('team-a');
}

const register = () => api.send('POST', '/clusters?preflight=false', { body: api.registration() });
const rotate = () =>
  api.send('PUT', `${path}/kubeconfig?preflight=false`, { body: { kubeconfig: newKubeconfig() } });
const forget = () => api.send('DELETE', `${path}?force=true`);

let kubeconfigs = 0;
function newKubeconfig(): string {
  kubeconfigs += 1;
  return api.endpoint.kubeconfig('admin').replace(/token: .*/, `token: token-number-${kubeconfigs}`);
}

/** Names of the clusters whose kubeconfig is stored and does not await deletion. */
async function stored(): Promise<string[]> {
  const { SecretList = [] } = await secrets.send(new ListSecretsCommand());
  return SecretList.map(({ Name = '' }) => Name.slice(api.aws.secretPrefix.length));
}

const describe = () =>
  secrets.send(new DescribeSecretCommand({ SecretId: `${api.aws.secretPrefix}prod-eu-1` }));

async function readInUse() {
  const record = await readCluster(api.table, 'prod-eu-1');
  return api.world.vault.read('prod-eu-1', record?.kubeconfig.version ?? '');
}

test('a name is registered again right after it was forgotten, although its secret is still being deleted', async () => {
  await start({ secrets: { deletionLingers: 1_000 } });
  await register();
  expect((await forget()).status).toBe(204);

  expect((await register()).status).toBe(201);
  await expect(readInUse()).resolves.toBeDefined();
});

test('if the deletion outlasts the request, it is refused for now, and leaves no record', async () => {
  await start({ secrets: { deletionLingers: 60_000 }, timeoutMs: 4_000 });
  await register();
  await forget();

  const answer = await register();
  expect(answer).toMatchObject({
    status: 503,
    body: { type: 'urn:pullpass:problem:busy', remedy: 'Send the request again in a minute.' },
  });
  expect(answer.headers.get('retry-after')).toBe('60');
  expect(answer.body.detail).toContain('still deleting the kubeconfig');
  expect((await api.send('GET', path)).status).toBe(404);

  api.clock.ahead = 60_000;
  expect((await register()).status).toBe(201);
});

test('a rotation waits for a deletion of its secret, or is refused for now and changes nothing', async () => {
  await start({ secrets: { deletionLingers: 5_000 }, timeoutMs: 4_000 });
  await register();
  await api.world.vault.remove('prod-eu-1');

  expect(await rotate()).toMatchObject({ status: 503, body: { type: 'urn:pullpass:problem:busy' } });
  expect((await api.send('GET', path)).body.version).toBe(1);

  api.clock.ahead = 5_000;
  expect((await rotate()).status).toBe(200);
  await expect(readInUse()).resolves.toBeDefined();
});

test('a rotation during which the cluster is forgotten leaves no kubeconfig', async () => {
  await start({
    world: ({ vault }) => ({
      vault: {
        ...vault,
        add: async (...given) => {
          await vault.add(...given);
          await forget();
          await vault.create(given[0], given[1], given[2]).catch(() => undefined);
        },
      },
    }),
    secrets: { deletionLingers: 0 },
  });
  await register();

  expect((await rotate()).status).toBe(404);
  expect(await stored()).toEqual([]);
  const { DeletedDate } = await describe();
  expect(DeletedDate?.getTime()).toBeGreaterThan(Date.now());
  expect(DeletedDate?.getTime()).toBeLessThan(Date.now() + 8 * day);

  // The next registration of the name restores the secret.
  expect((await register()).status).toBe(201);
  await expect(readInUse()).resolves.toBeDefined();
});

test.each([
  ['before it was looked for', 'before'],
  ['between the look and the deletion', 'between'],
  ['right after the deletion', 'after'],
] as const)(
  'a cluster registered %s keeps its kubeconfig, although a rotation of its predecessor is undone',
  async (_, when) => {
    let lost = false;
    await start({
      secrets: { deletionLingers: 0 },
      world: ({ vault }) => ({
        vault: {
          ...vault,
          add: async (name, kubeconfig, version, inUse) => {
            lost = true;
            await forget();
            await vault.create(name, kubeconfig, version);
            if (when === 'before') await register();
            void inUse;
          },
          discard: async (name, version) => {
            if (when === 'between') await register();
            const done = await vault.discard(name, version);
            if (when === 'after') await register();
            return done;
          },
        },
      }),
    });
    await register();
    await rotate();

    expect(lost).toBe(true);
    expect(await stored()).toEqual(['prod-eu-1']);
    await expect(readInUse()).resolves.toBeDefined();
  },
);

test('forgetting and rotating at the same time ends in a cluster with its kubeconfig, or in neither', async () => {
  await start({ secrets: { deletionLingers: 50 } });
  const seen = new Set<number>();
  for (let run = 0; run < 12; run++) {
    await register();
    const answers = await Promise.all([
      rotate(),
      new Promise((resolve) => setTimeout(resolve, (run % 10) * 3)).then(forget),
    ]);
    for (const { status } of answers) seen.add(status);
    const record = await readCluster(api.table, 'prod-eu-1');
    expect(await stored()).toEqual(record === undefined ? [] : ['prod-eu-1']);
    await forget();
  }
  expect([...seen].filter((status) => ![200, 204, 404, 409].includes(status))).toEqual([]);
});

test('rotations that fail at the record cost the version in use none of its labels', async () => {
  await start();
  await register();
  for (let run = 0; run < 3; run++) {
    const heal = api.aws.faults.inject({
      service: 'dynamodb',
      operation: 'UpdateItem',
      fault: { kind: 'deny' },
    });
    expect((await rotate()).status).toBe(500);
    heal();
  }
  const { kubeconfig } = (await readCluster(api.table, 'prod-eu-1')) ?? { kubeconfig: { version: '' } };
  expect((await describe()).VersionIdsToStages?.[kubeconfig.version]).toEqual(['AWSCURRENT']);
  api.clock.ahead = 2 * day;
  await expect(readInUse()).resolves.toBeDefined();

  expect((await rotate()).status).toBe(200);
  const after = await readCluster(api.table, 'prod-eu-1');
  expect((await describe()).VersionIdsToStages?.[after?.kubeconfig.version ?? '']).toContain('AWSCURRENT');
});

test('a rotation that was recorded but died before its label moved is not lost at the next two', async () => {
  await start({ world: ({ vault }) => ({ vault: { ...vault, use: async () => undefined } }) });
  await register();
  await rotate();
  const heal = api.aws.faults.inject({
    service: 'dynamodb',
    operation: 'UpdateItem',
    fault: { kind: 'deny' },
  });
  for (let run = 0; run < 2; run++) await rotate();
  heal();
  api.clock.ahead = 2 * day;
  await expect(readInUse()).resolves.toBeDefined();
});
