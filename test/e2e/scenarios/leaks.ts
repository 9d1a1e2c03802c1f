import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import { createAuthority } from '../../../shared/simulation/certificates.ts';
import { kubeconfigYaml } from '../../../shared/simulation/kubeconfig.ts';
import { leaks } from '../../support/encodings.ts';
import { readLogs } from '../world/logs.ts';
import type { World } from '../world/world.ts';

/** Texts to search, by where they were found. */
type Found = Map<string, string>;

export function leakScenarios(world: () => World): void {
  test('registrations that fail, in any way, leave no credential behind', async () => {
    const { api, kubeconfig, plane, cluster, credentials } = world();
    const stranger = await (await createAuthority('stranger-ca')).issue({ commonName: 'stranger' });
    const server = /server: (\S+)/.exec(kubeconfig)?.[1] ?? '';
    const base = { server, ca: plane.ca, user: 'stranger' };
    const [first = ''] = stranger.key.split('\n').slice(2);
    credentials.set('the client key', first);
    credentials.set(
      'the client key in a kubeconfig',
      Buffer.from(stranger.key).toString('base64').slice(0, 200),
    );
    credentials.set('a wrong token', 'wrong-token-4f9b2c7d1e');

    const target = { namespaces: { include: ['default'] } };
    const withKey = kubeconfigYaml({
      ...base,
      credential: { clientCertificate: stranger.certificate, clientKey: stranger.key },
    });
    const withToken = kubeconfigYaml({ ...base, credential: { token: 'wrong-token-4f9b2c7d1e' } });
    for (const [name, bad] of Object.entries({ 'bad-key': withKey, 'bad-token': withToken })) {
      const body = cluster(name, { ...target, kubeconfig: bad });
      expect((await api.call('POST', '/clusters', { body })).status).toBe(422);
      await api.expect(201, 'POST', '/clusters?preflight=false', { body });
      const { status } = await api.attempted(name, undefined);
      expect(status).toMatchObject({ phase: 'Failing', error: { kind: 'unauthorized' } });
    }
    const broken = cluster('broken', { ...target, kubeconfig: `${withToken}\n  tab:\t: {` });
    expect((await api.call('POST', '/clusters', { body: broken })).status).toBe(422);
    const unknown = { ...cluster('unknown', { ...target, kubeconfig: withToken }), kubeConfig: withToken };
    expect((await api.call('POST', '/clusters', { body: unknown })).status).toBe(422);
    const torn = JSON.stringify(cluster('torn', { ...target, kubeconfig: withToken })).slice(0, -3);
    expect((await api.call('POST', '/clusters', { body: torn })).status).toBe(400);
  }, 120_000);

  test('no credential is in any log group, item or answer, nor in the emulator’s own log', async () => {
    const places: Found = new Map([
      ...(await logTexts(world())),
      ['the table', await tableText(world())],
      [
        'the API’s answers',
        world()
          .api.answers.map(({ text, headers }) => JSON.stringify(headers) + text)
          .join('\n'),
      ],
      ['the deployment’s output', world().deployment.output],
      ['the emulator’s log', await world().awsLog()],
    ]);
    // Shows that the search finds what is there.
    for (const place of [
      '/aws/lambda/pullpass-e2e-push',
      '/aws/lambda/pullpass-e2e-registration',
      'the table',
      'the API’s answers',
    ])
      expect([place, places.get(place)?.includes('bad-token')]).toEqual([place, true]);
    expect(places.get('/aws/lambda/pullpass-e2e-refresh')).toContain('TickCompleted');

    const found = [...places].flatMap(([place, text]) =>
      [...world().credentials].flatMap(([what, credential]) =>
        leaks(text, credential).map((how) => `${what} is in ${place}, ${how}`),
      ),
    );
    expect(world().credentials.size).toBeGreaterThanOrEqual(7);
    expect(found).toEqual([]);
  }, 120_000);

  test('nothing of PullPass’s own broke on the way', async () => {
    const { aws } = world();
    const { QueueUrl } = await aws.json('sqs', 'AmazonSQS.GetQueueUrl', {
      QueueName: 'pullpass-e2e-push-dead-letters',
    });
    const { Attributes } = await aws.json<{ Attributes: Record<string, string> }>(
      'sqs',
      'AmazonSQS.GetQueueAttributes',
      { QueueUrl, AttributeNames: ['All'] },
    );
    expect(Attributes['ApproximateNumberOfMessages']).toBe('0');
    const errors = (await readLogs(aws)).filter(({ message }) => message.includes('"level":"ERROR"'));
    expect(errors).toEqual([]);
  }, 60_000);
}

async function logTexts({ aws }: World): Promise<Found> {
  const texts: Found = new Map();
  for (const { group, message } of await readLogs(aws))
    texts.set(group, `${texts.get(group) ?? ''}${message}\n`);
  return texts;
}

async function tableText({ table }: World): Promise<string> {
  const items: unknown[] = [];
  for await (const { Items = [] } of paginateScan({ client: table.client }, { TableName: table.name }))
    items.push(...Items);
  return JSON.stringify(items);
}
