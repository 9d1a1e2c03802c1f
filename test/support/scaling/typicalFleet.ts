import { randomUUID } from 'node:crypto';
import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandOutput,
} from '@aws-sdk/client-sqs';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { SQSRecord } from 'aws-lambda';
import { saveCensus } from '../../../shared/clusters/store/census.ts';
import { kubeconfigAttributes, statusAttributes } from '../../../shared/clusters/store/item.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { recordKey } from '../../../shared/clusters/store/table.ts';
import { type Fleet, hour, startFleet } from '../fleet/fleet.ts';
import { setFields } from '../fleet/setFields.ts';
import { type CountingProxy, startCountingProxy } from './countingProxy.ts';
import { startLambda } from './startLambda.ts';
import type { Item } from './units.ts';

/** Ten typical clusters, with the deployed handlers, which use the real clock. */
export interface TypicalFleet {
  fleet: Fleet;
  proxy: CountingProxy;
  names: readonly string[];
  /** What the functions logged since the last `quiet`, line by line. */
  lines: string[];
  /** Makes all of them due for a refresh or a sweep, and the census too. */
  makeDue(what: 'refresh' | 'sweep'): Promise<void>;
  /** Runs one tick; then all due clusters are in the queue. */
  tick(): Promise<void>;
  /** One batch of ten from the queue, for the running worker. */
  push(): Promise<void>;
  /** From now on batches go to a cold worker, whose tokens expire an hour later than any before. */
  anotherWorker(): Promise<void>;
  items(): Promise<Item[]>;
  /** Starts counting again. */
  quiet(): void;
  stop(): Promise<void>;
}

const names = Array.from({ length: 10 }, (_, index) => `prod-eu-west-1-cluster-${index}`);

export async function startTypicalFleet(): Promise<TypicalFleet> {
  const fleet = await startFleet();
  const lines: string[] = [];
  const newLambda = () => startLambda(environmentOf(fleet), (text) => void lines.push(text));
  let lambda = newLambda();
  const port = new URL(fleet.endpoint.server).port;
  const proxy = await startCountingProxy(Number(port));
  fleet.clock.now = Date.now();
  for (let index = 0; index < 20; index++) fleet.cluster.addNamespace(`team-${index + 10}`);
  const kubeconfig = fleet.endpoint.kubeconfig('admin').replaceAll(`:${port}`, `:${proxy.port}`);
  for (const name of names) await registerTypical(fleet, name, kubeconfig);

  return {
    fleet,
    proxy,
    names,
    lines,
    async makeDue(what) {
      for (const name of names) {
        const record = await readCluster(fleet.table, name);
        if (record === undefined) throw new Error(`${name} is gone`);
        const nextPushAt = new Date(Date.now() - 1000).toISOString();
        const status = {
          ...record.status,
          nextPushAt,
          ...(what === 'refresh' && { nextRefreshAt: nextPushAt }),
        };
        await setFields(fleet.table, name, statusAttributes(name, status));
      }
      await saveCensus(fleet.table, { registered: names.length, countedAt: new Date(0).toISOString() });
    },
    async tick() {
      await lambda.invoke({ name: 'refresh', event: {}, remaining: 50_000 });
    },
    async push() {
      const Records = await takeBatch(fleet);
      if (Records.length !== names.length) throw new Error(`a batch of ${Records.length} came`);
      await lambda.invoke({ name: 'push', event: { Records }, remaining: 150_000 });
    },
    async anotherWorker() {
      await lambda.stop();
      lambda = newLambda();
      fleet.clock.now += hour;
    },
    async items() {
      const answers = await Promise.all(
        names.map((name) =>
          fleet.table.client.send(
            new GetCommand({ TableName: fleet.table.name, Key: recordKey(name), ConsistentRead: true }),
          ),
        ),
      );
      return answers.map(({ Item }) => Item ?? {});
    },
    quiet() {
      fleet.aws.calls.reset();
      fleet.cluster.requests.reset();
      proxy.reset();
      lines.splice(0);
    },
    async stop() {
      await lambda.stop();
      await proxy.stop();
      await fleet.stop();
    },
  };
}

async function registerTypical(fleet: Fleet, name: string, kubeconfig: string): Promise<void> {
  const record = await fleet.register({ name, kubeconfig, ...typicalSpec(name) });
  const reference = {
    ...record.kubeconfig,
    server: 'https://api.prod-eu-1.a1b2.p1.openshiftapps.com:6443',
    identity: 'system:serviceaccount:pullpass:pullpass',
    expiresAt: new Date(fleet.clock.now + 8760 * hour).toISOString(),
  };
  await setFields(fleet.table, name, kubeconfigAttributes(name, reference));
}

/** All of them are one simulated cluster, in which each has its own secret. */
const typicalSpec = (name: string) => ({
  labels: { env: 'prod', team: 'platform' },
  targets: [
    {
      kind: 'imagePullSecret' as const,
      secretName: `ecr-credential${name.at(-1)}`,
      namespaces: { include: ['team-*'] },
      serviceAccounts: [],
      adopt: false,
    },
  ],
});

/** As in serverless.yml, plus what Lambda adds and log lines show. */
function environmentOf({ aws }: Fleet): Record<string, string> {
  return {
    ...aws.environment(),
    STAGE: 'prod',
    TABLE_NAME: aws.tableName,
    SECRET_PREFIX: aws.secretPrefix,
    ALLOWED_CIDRS: '127.0.0.0/8',
    PUSH_QUEUE_URL: aws.queueUrl,
    RETRY_QUEUE_URL: aws.retryQueueUrl,
    SUSPECT_QUEUE_URL: aws.suspectQueueUrl,
    AT_RISK_MINUTES: '180',
    FAILING_MINUTES: '30',
    KUBECONFIG_DAYS: '14',
    POWERTOOLS_SERVICE_NAME: 'pullpass',
    POWERTOOLS_METRICS_NAMESPACE: 'PullPass',
    _X_AMZN_TRACE_ID: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0',
  };
}

/** As Lambda's event source takes it: deletes the messages, as after a successful batch. */
async function takeBatch({ aws, sqs }: Fleet): Promise<SQSRecord[]> {
  const { Messages = [] }: ReceiveMessageCommandOutput = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: aws.queueUrl, MaxNumberOfMessages: 10 }),
  );
  const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: aws.queueUrl, Entries }));
  return Messages.map(
    ({ Body }) =>
      ({
        messageId: randomUUID(),
        body: Body ?? '',
        attributes: { ApproximateReceiveCount: '1' },
      }) as SQSRecord,
  );
}
