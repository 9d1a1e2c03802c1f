import { randomUUID } from 'node:crypto';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { networkHandler } from '../../../functions/push/network/networkHandler.ts';
import type { AwsService } from '../../../functions/push/network/services.ts';
import { push as pushTo } from '../../../functions/push/push.ts';
import { application } from '../../../functions/registration/application.ts';
import { askProbe } from '../../../functions/registration/networks/askProbe.ts';
import { askPushFunction } from '../../../functions/registration/networks/askPushFunction.ts';
import type { World } from '../../../functions/registration/world.ts';
import { startHttpApi } from '../../../local/aws/httpApi.ts';
import { type AwsOptions, startAws } from '../../../local/aws/startAws.ts';
import { defaultRenewalSettings } from '../../../shared/clusters/renewal/settings.ts';
import { writableVault } from '../../../shared/kubeconfig/writableVault.ts';
import { parseCidrs } from '../../../shared/network/cidr.ts';
import { tokenSource } from '../../../shared/registries/tokens.ts';
import { type Authority, createAuthority } from '../../../shared/simulation/certificates.ts';
import { inProcessConfig, quickConfig } from '../../support/aws/inProcess/clientConfig.ts';
import { tokenWorldOf } from '../../support/aws/registryClients.ts';
import { pushWorldOver } from '../../support/fleet/pushWorldOver.ts';
import { setFields } from '../../support/fleet/setFields.ts';
import { outsideOpenApi } from '../../support/openapi/holdToOpenApi.ts';
import { startSimulatedCluster } from '../../support/simulation/startSimulatedCluster.ts';
import { TestCluster } from '../../support/simulation/testCluster.ts';

export const ann = 'arn:aws:iam::123456789012:user/ann';
let authority: Promise<Authority> | undefined;

export interface Sent {
  body?: unknown;
  headers?: Record<string, string>;
}

/** biome-ignore lint/suspicious/noExplicitAny: what comes over the wire is compared, not computed with */
export type Wire = any;

export interface Received {
  status: number;
  headers: Headers;
  text: string;
  body: Wire;
}

/** An AWS service that the push function looks for. */
export const serviceThat = (name: string, ask: () => Promise<unknown>): AwsService => ({
  name,
  endpoint: `an endpoint for ${name}`,
  always: true,
  ask,
});

/**
 * The API over the embedded AWS and one simulated cluster, through real HTTP. Every answer is validated against
 * OpenAPI.
 */
export async function startApi(
  options: {
    aws?: AwsOptions;
    world?: (world: World) => Partial<World>;
    timeoutMs?: number;
    /** Whether the API reaches the simulated cluster without sockets and TLS. Default: yes. */
    withoutSockets?: boolean;
  } = {},
  clock = { ahead: 0 },
) {
  authority ??= createAuthority('test-ca');
  const now = () => Date.now() + clock.ahead;
  const sleep = async (milliseconds: number) => {
    clock.ahead += milliseconds;
  };
  const aws = await startAws({
    now: () => new Date(now()),
    ...options.aws,
    // A name that was just deleted can be used again at once, unless a test sets otherwise.
    secrets: { deletionLingers: 0, ...options.aws?.secrets },
  });
  const cluster = new TestCluster({ name: 'one', serviceAccounts: ['default'] });
  const endpoint = await startSimulatedCluster(cluster, {
    authority: await authority,
    withoutSockets: options.withoutSockets ?? true,
  });
  const dynamodb = new DynamoDBClient(quickConfig(aws, 'dynamodb'));
  const secrets = new SecretsManagerClient(quickConfig(aws, 'secretsmanager'));
  const sqs = new SQSClient(quickConfig(aws, 'sqs'));
  const lambda = new LambdaClient({ ...inProcessConfig(aws, 'lambda'), maxAttempts: 1 });
  const tokenWorld = tokenWorldOf(aws, Date.now);
  const logged: string[] = [];
  const line = (level: string) => (message: string, fields: object) =>
    void logged.push(JSON.stringify({ level, message, ...fields }));
  const pushFunctions = { functionName: 'pullpass-test-push', now: () => world.now() };
  const base: World = {
    table: {
      client: DynamoDBDocumentClient.from(dynamodb, { marshallOptions: { removeUndefinedValues: true } }),
      name: aws.tableName,
    },
    vault: writableVault(secrets, aws.secretPrefix, { now, sleep }),
    queues: {
      client: sqs,
      urls: { steady: aws.queueUrl, retry: aws.retryQueueUrl, suspect: aws.suspectQueueUrl },
    },
    networks: {
      sites: [],
      preflight: askPushFunction(lambda, pushFunctions),
      probe: askProbe(lambda, pushFunctions),
    },
    limits: { atRiskMinutes: 180, failingMinutes: 30, kubeconfigDays: 14 },
    renewal: defaultRenewalSettings,
    allowedCidrs: parseCidrs('127.0.0.0/8'),
    ecrHosts: ['*.example.com'],
    log: { info: line('info'), warn: line('warn'), error: line('error') },
    now,
    sleep,
    newId: randomUUID,
  };
  const world: World = { ...base, ...options.world?.(base) };

  /** Deploys the push function's own code, for preflights, with the matching parts of the API's world. */
  function deployPush(site?: string, services = [serviceThat('DynamoDB', async () => 1)]): void {
    const { allowedCidrs, now, log } = world;
    const handler = networkHandler({
      site,
      services: () => services,
      freshTokens: () => tokenSource(tokenWorld),
      allowedCidrs,
      now,
      log,
    });
    const name = site === undefined ? 'pullpass-test-push' : `pullpass-test-push-${site}`;
    aws.functions.set(name, { name, timeoutMs: 150_000, handler });
  }
  deployPush();
  const fn = {
    name: 'pullpass-test-registration',
    timeoutMs: options.timeoutMs ?? 29_000,
    handler: application(world),
  };
  const requests: string[] = [];
  const api = await startHttpApi({
    fn: fn as never,
    callerArn: ann,
    onInvocation: (_, { requestContext: { http } }) => requests.push(`${http.method} ${http.path}`),
  });
  const answers: string[] = [];

  async function send(method: string, path: string, { body, headers }: Sent = {}): Promise<Received> {
    const response = await fetch(api.url + path, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    answers.push(JSON.stringify([...response.headers]) + text);
    const received = {
      status: response.status,
      headers: response.headers,
      text,
      body: text === '' ? undefined : JSON.parse(text),
    };
    const outside = outsideOpenApi({
      method,
      path,
      status: received.status,
      contentType: response.headers.get('content-type'),
      body: received.body,
    });
    if (outside !== undefined) throw new Error(outside);
    return received;
  }

  /** Pushes to a cluster now, with the push function's own code, as a dispatch would. */
  async function push(name = 'prod-eu-1'): Promise<void> {
    const claim = randomUUID();
    await setFields(base.table, name, { claim });
    const { table, vault, allowedCidrs, log, now } = world;
    const meter = { count() {}, time() {}, countByKind() {}, publish() {} };
    const over = pushWorldOver(aws, { table, vault, secrets, tokenWorld, allowedCidrs, log, meter, now });
    await pushTo({ cluster: name, claim, correlationId: randomUUID() }, over.world, now() + 60_000);
  }

  /** The messages in a queue, by default the steady lane's; removes them. */
  async function messages(QueueUrl = aws.queueUrl): Promise<Wire[]> {
    const all: Wire[] = [];
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
      );
      if (Messages.length === 0) return all;
      all.push(...Messages.map(({ Body = '' }) => JSON.parse(Body)));
    }
  }

  async function items(): Promise<Wire[]> {
    const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: aws.tableName }));
    return Items;
  }

  async function stop() {
    await api.stop({ graceMs: 0 });
    await endpoint.stop();
    for (const client of [dynamodb, secrets, sqs, lambda, tokenWorld]) client.destroy();
    await aws.stop();
  }

  /** A registration of the cluster that passes every check, with these fields replaced. */
  const registration = (fields: object = {}) => ({
    name: 'prod-eu-1',
    kubeconfig: endpoint.kubeconfig('admin'),
    registries: [{ name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' }],
    targets: [{ kind: 'imagePullSecret', namespaces: { include: ['team-*'] } }],
    ...fields,
  });

  const table = base.table;
  return {
    aws,
    /** Where it listens. */
    url: api.url,
    cluster,
    endpoint,
    world,
    table,
    logged,
    answers,
    /** Answered requests, such as `GET /clusters`. */
    requests,
    clock,
    send,
    messages,
    push,
    items,
    registration,
    deployPush,
    stop,
  };
}

export type Api = Awaited<ReturnType<typeof startApi>>;
