import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { parseKubeconfig } from '../../../shared/kubeconfig/parse.ts';
import { type Fleet, startFleet } from '../../support/fleet/fleet.ts';

let fleet: Fleet;
let handler: typeof import('../../../functions/push/handler.ts').handler;
const environment = { ...process.env };

beforeAll(async () => {
  fleet = await startFleet();
  Object.assign(process.env, fleet.aws.environment(), {
    STAGE: 'test',
    TABLE_NAME: fleet.aws.tableName,
    SECRET_PREFIX: fleet.aws.secretPrefix,
    ALLOWED_CIDRS: '127.0.0.0/8',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POWERTOOLS_METRICS_DISABLED: 'true',
  });
  ({ handler } = await import('../../../functions/push/handler.ts'));
});

afterAll(async () => {
  process.env = environment;
  await fleet.stop();
});

const elsewhere = {
  kind: 'imagePullSecret' as const,
  secretName: 'ecr-credentials',
  namespaces: { include: ['nowhere'] },
  serviceAccounts: [],
  adopt: false,
};
const context = { getRemainingTimeInMillis: () => 150_000 } as Context;
const event = (...bodies: string[]): SQSEvent => ({
  Records: bodies.map(
    (body, index) =>
      ({ messageId: `m${index}`, body, attributes: { ApproximateReceiveCount: '1' } }) as SQSRecord,
  ),
});

test('only messages with a fault of our own fail in a batch: the others are done', async () => {
  // The handler uses the real clock.
  fleet.clock.now = Date.now();
  fleet.cluster.addNamespace('payments');
  await fleet.register({ name: 'good' });
  await fleet.register({ name: 'broken', kubeconfig: fleet.endpoint.kubeconfig('admin') });
  await fleet.world.vault.remove('broken');
  const message = async (cluster: string) =>
    JSON.stringify({ cluster, claim: await fleet.claim(cluster), correlationId: randomUUID() });

  const answer = await handler(
    event(await message('good'), 'not json', await message('broken'), '{"cluster":"good"}'),
    context,
  );
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }, { itemIdentifier: 'm3' }] });
  expect((await readCluster(fleet.table, 'good'))?.status.phase).toBe('Healthy');
  expect((await readCluster(fleet.table, 'broken'))?.status.error?.kind).toBe('kubeconfig');
});

test('a push never outlives the function: without time left nothing is sent, and that is recorded', async () => {
  await fleet.register({ name: 'late' });
  const body = JSON.stringify({
    cluster: 'late',
    claim: await fleet.claim('late'),
    correlationId: randomUUID(),
  });
  const outOfTime = { getRemainingTimeInMillis: () => 5_000 } as Context;
  fleet.cluster.requests.reset();
  expect(await handler(event(body), outOfTime)).toEqual({ batchItemFailures: [] });
  expect(fleet.cluster.requests.total).toBe(0);
  expect((await readCluster(fleet.table, 'late'))?.status.error?.kind).toBe('timeout');
});

test('an AWS call that never ends costs its own message, not the answer for the batch', async () => {
  await fleet.register({ name: 'stuck' });
  await fleet.register({ name: 'quick' });
  const message = async (cluster: string) =>
    JSON.stringify({ cluster, claim: await fleet.claim(cluster), correlationId: randomUUID() });
  const bodies = [await message('stuck'), await message('quick')];
  // The fault makes the second recording hang for longer than this function lives.
  const heal = fleet.aws.faults.inject({ operation: 'UpdateItem', times: 1, fault: { kind: 'hang' } });
  const nearlyOver = { getRemainingTimeInMillis: () => 3_000 } as Context;
  const { batchItemFailures } = await handler(event(...bodies), nearlyOver);
  heal();
  expect(batchItemFailures).toHaveLength(1);
});

test('an empty event is answered, so that a deployment can be smoke-tested', async () => {
  expect(await handler({ Records: [] }, context)).toEqual({ batchItemFailures: [] });
});

describe('asked about its network', () => {
  test('it says which parts of AWS it reaches, and a refusal is an answer too', async () => {
    const heal = fleet.aws.faults.inject({ operation: 'BatchGetItem', fault: { kind: 'deny' } });
    const answer = await handler({ ask: 'network' }, context);
    heal();
    expect(answer).toEqual({
      answer: { reached: ['DynamoDB', 'Secrets Manager', expect.stringMatching(/^ECR in /), 'STS'] },
    });
  });

  test('what gives no answer is named, with the endpoint that it needs', async () => {
    const cut = fleet.aws.faults.inject({ operation: 'GetSecretValue', fault: { kind: 'reset' } });
    const answer = await handler({ ask: 'network' }, context);
    cut();
    expect(answer).toEqual({
      answer: {
        failures: [
          {
            kind: 'unreachable',
            message: expect.stringMatching(/^Secrets Manager gave no answer in the default network \(\w+\)$/),
            remedy: expect.stringContaining('an interface endpoint for secretsmanager'),
          },
        ],
      },
    });
  });

  test('one lost answer does not put a service out of reach', async () => {
    fleet.aws.faults.inject({ operation: 'BatchGetItem', fault: { kind: 'reset' }, times: 1 });
    expect(await handler({ ask: 'network' }, context)).toMatchObject({
      answer: { reached: expect.arrayContaining(['DynamoDB']) },
    });
  });

  test('it preflights a cluster, and what it found survives JSON', async () => {
    const record = await fleet.register({ name: 'candidate', targets: [elsewhere] });
    const kubeconfig = parseKubeconfig(fleet.endpoint.kubeconfig('admin'), {
      now: new Date(),
      allowedCidrs: fleet.world.allowedCidrs,
    });
    const request = { ask: 'preflight', spec: record.spec, kubeconfig, milliseconds: 20_000 } as const;
    const answer = await handler(request, context);
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
    expect(answer).toMatchObject({
      network: { answer: { reached: ['DynamoDB', 'Secrets Manager'] } },
      contact: { identity: 'admin' },
      missing: ['nowhere'],
      registries: [{ registries: ['main'], answer: { minted: true, unproven: [] } }],
    });
  });

  test('any other request ends in an error that quotes nothing of it', async () => {
    const secret = { ask: 'preflight', kubeconfig: { token: 'hunter2' } } as never;
    const error: Error = await handler(secret, context).then(
      () => new Error('it was answered'),
      (thrown: Error) => thrown,
    );
    expect(error.message).toBe('The event is neither from SQS nor a known request.');
    expect(JSON.stringify([error.cause, error.stack])).not.toContain('hunter2');
  });
});
