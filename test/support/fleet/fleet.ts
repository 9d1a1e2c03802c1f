import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { push } from '../../../functions/push/push.ts';
import type { PushWorld } from '../../../functions/push/world.ts';
import { type AwsOptions, type EmbeddedAws, startAws } from '../../../local/aws/startAws.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { type ClusterSpec, clusterSpec } from '../../../shared/clusters/spec.ts';
import { createCluster, readCluster } from '../../../shared/clusters/store/records.ts';
import type { Table } from '../../../shared/clusters/store/table.ts';
import { describeCredential } from '../../../shared/kubeconfig/describe.ts';
import type { Kubeconfig } from '../../../shared/kubeconfig/kubeconfig.ts';
import { parseKubeconfig } from '../../../shared/kubeconfig/parse.ts';
import { type WritableVault, writableVault } from '../../../shared/kubeconfig/writableVault.ts';
import { parseCidrs } from '../../../shared/network/cidr.ts';
import type { Meter } from '../../../shared/observability/metrics.ts';
import type { MetricName } from '../../../shared/observability/names.ts';
import type { TokenNews, Tokens } from '../../../shared/registries/tokens.ts';
import type { ClusterEndpoint } from '../../../shared/simulation/endpoint.ts';
import { quickConfig } from '../aws/inProcess/clientConfig.ts';
import { tokenWorldOf } from '../aws/registryClients.ts';
import { startSimulatedCluster } from '../simulation/startSimulatedCluster.ts';
import { TestCluster } from '../simulation/testCluster.ts';
import { pushWorldOver } from './pushWorldOver.ts';
import { setFields } from './setFields.ts';

interface LogLine {
  level: 'info' | 'warn' | 'error';
  message: string;
  fields: Readonly<Record<string, unknown>>;
}

interface Counted {
  name: MetricName;
  value: number | string;
}

function createTally(counted: Counted[]): Meter {
  const keep = (name: MetricName, value: number | string) => void counted.push({ name, value });
  return { count: keep, time: keep, countByKind: keep, publish: () => undefined };
}

/** The push function's world over the embedded AWS, with one simulated cluster. Its clock is settable. */
export interface Fleet {
  aws: EmbeddedAws;
  table: Table;
  sqs: SQSClient;
  secrets: SecretsManagerClient;
  /** The kubeconfigs, also for writing, as in the registration. */
  vault: WritableVault;
  world: PushWorld;
  cluster: TestCluster;
  endpoint: ClusterEndpoint & { stop(): Promise<void> };
  logs: LogLine[];
  /** What was counted, in order: values under the names of the metrics. */
  counted: Counted[];
  clock: { now: number };
  /** Stores a cluster that is due, like a registration, and returns its record. */
  register(spec?: Partial<ClusterSpec> & { name?: string; kubeconfig?: string }): Promise<ClusterRecord>;
  /** Claims the cluster again and pushes, like a dispatch by the tick; returns the record after it. */
  refresh(name?: string): Promise<ClusterRecord>;
  /** The tokens of another worker, which has none yet; `unproven` hears of hosts that do not judge them. */
  newTokens(unproven?: TokenNews['unproven']): Tokens;
  /** Claims the cluster again. */
  claim(name: string): Promise<string>;
  stop(): Promise<void>;
}

export const minute = 60_000;
export const hour = 60 * minute;

export async function startFleet(
  options: Pick<AwsOptions, 'secrets' | 'longPollSecondMs'> = {},
): Promise<Fleet> {
  const clock = { now: Date.parse('2026-03-01T12:00:00.000Z') };
  const aws = await startAws({ ...options, now: () => new Date(clock.now) });
  const cluster = new TestCluster({ name: 'prod-eu-1', now: () => new Date(clock.now) });
  const endpoint = await startSimulatedCluster(cluster, { withoutSockets: true });
  const logs: LogLine[] = [];
  const counted: Counted[] = [];
  const log = (level: LogLine['level']) => (message: string, fields: LogLine['fields']) =>
    void logs.push({ level, message, fields });
  const logTo = { info: log('info'), warn: log('warn'), error: log('error') };
  const table: Table = {
    client: DynamoDBDocumentClient.from(new DynamoDBClient(quickConfig(aws, 'dynamodb')), {
      marshallOptions: { removeUndefinedValues: true },
    }),
    name: aws.tableName,
  };
  const secrets = new SecretsManagerClient(quickConfig(aws, 'secretsmanager'));
  const now = () => clock.now;
  const vault = writableVault(secrets, aws.secretPrefix, {
    now,
    sleep: async (milliseconds) => {
      clock.now += milliseconds;
    },
  });
  const sqs = new SQSClient(quickConfig(aws, 'sqs'));
  const tokenWorld = tokenWorldOf(aws, now);
  const { world, newTokens } = pushWorldOver(aws, {
    table,
    vault,
    secrets,
    tokenWorld,
    allowedCidrs: parseCidrs('127.0.0.0/8'),
    log: logTo,
    meter: createTally(counted),
    now,
  });

  let last: { text: string; now: number; parsed: Kubeconfig } | undefined;
  /** Kept for the next one, since most clusters of a test have the same. */
  const parsedOf = (text: string) => {
    if (last?.text !== text || last.now !== clock.now) {
      const { allowedCidrs } = world;
      last = {
        text,
        now: clock.now,
        parsed: parseKubeconfig(text, { now: new Date(clock.now), allowedCidrs }),
      };
    }
    return last.parsed;
  };

  const claim = async (name: string) => {
    const id = randomUUID();
    await setFields(table, name, { claim: id });
    return id;
  };
  const fleet: Fleet = {
    aws,
    table,
    sqs,
    secrets,
    vault,
    world,
    cluster,
    endpoint,
    logs,
    counted,
    clock,
    claim,
    newTokens,
    async register({ kubeconfig, ...given } = {}) {
      const version = randomUUID();
      const parsed = parsedOf(kubeconfig ?? endpoint.kubeconfig('admin'));
      const spec = clusterSpec.parse({
        name: 'prod-eu-1',
        registries: [{ name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' }],
        targets: [{ kind: 'imagePullSecret', namespaces: { include: ['payments'] } }],
        ...given,
      });
      const record: ClusterRecord = {
        name: spec.name,
        spec,
        status: {
          phase: 'Pending',
          nextPushAt: new Date(clock.now).toISOString(),
          consecutiveFailures: 0,
          namespaces: { ready: 0, failed: 0, skipped: 0 },
        },
        kubeconfig: { version, server: endpoint.server, ...describeCredential(parsed) },
        version: 1,
        createdAt: new Date(clock.now).toISOString(),
        retired: [],
      };
      await vault.create(spec.name, parsed, version);
      await createCluster(table, record, clock.now);
      return record;
    },
    async refresh(name = 'prod-eu-1') {
      const message = { cluster: name, claim: await claim(name), correlationId: randomUUID() };
      await push(message, fleet.world, clock.now + fleet.world.limits.cluster);
      return (await readCluster(table, name)) as ClusterRecord;
    },
    async stop() {
      await endpoint.stop();
      for (const client of [table.client, secrets, sqs, tokenWorld]) client.destroy();
      await aws.stop();
    },
  };
  return fleet;
}
