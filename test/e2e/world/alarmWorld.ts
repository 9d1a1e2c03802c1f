import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { CallCounter } from '../../../local/aws/calls.ts';
import { Ecr } from '../../../local/aws/ecr.ts';
import { Faults } from '../../../local/aws/faults.ts';
import { Sessions } from '../../../local/aws/sessions.ts';
import { startStandIns } from '../../../local/aws/standIn.ts';
import type { ClusterEndpoint } from '../../../shared/simulation/endpoint.ts';
import { kubeconfigYaml } from '../../../shared/simulation/kubeconfig.ts';
import { startSimulatedServer } from '../../../shared/simulation/server.ts';
import { tlsServerName } from '../../../shared/simulation/tls.ts';
import { runScript } from '../../infra/support/runScript.ts';
import { deployToMiniStack } from '../../support/aws/deployToMiniStack.ts';
import {
  emulatedAccount,
  emulatedRegion,
  rootCredentials,
  startMiniStack,
} from '../../support/aws/ministack.ts';
import { TestCluster } from '../../support/simulation/testCluster.ts';
import { type Announcement, type Announcements, listen } from './announcements.ts';
import { Api } from './api.ts';
import { type Aws, awsCalls } from './aws.ts';
import { type Breaking, breaking } from './breaking.ts';
import { addUser } from './iam.ts';
import { together } from './together.ts';
import { until } from './until.ts';

/**
 * A deployed PullPass whose alarms can be made to fire. A minute of a schedule or of an alarm's period takes three
 * seconds.
 *
 * The stand-ins: MiniStack for AWS, corrected by test/support/aws/ministack_cloudwatch.py, which turns the functions'
 * log lines into metrics, takes those of queues and API from the emulator's own state, and evaluates alarms; simulated
 * clusters for the fleet; the ECR of `npm start` for ECR, so that tokens can live for seconds and calls be throttled.
 * No test publishes a metric or sets an alarm's state.
 */
export interface AlarmWorld {
  api: Api;
  aws: Aws;
  break: Breaking;
  ecr: { mint: Ecr; faults: Faults };
  /** A new cluster with the namespace `team`, in which the user `pullpass` has all necessary rights. */
  cluster(name: string): Promise<ClusterEndpoint<TestCluster>>;
  /** A kubeconfig for it whose client certificate expires in this many days. */
  kubeconfigEnding(endpoint: ClusterEndpoint, days: number): Promise<string>;
  /** The body of its registration. */
  registration(endpoint: ClusterEndpoint, kubeconfig: string): Record<string, unknown>;
  table: { client: DynamoDBDocumentClient; name: string };
  /** The full name of an alarm, queue, function or schedule, by the part after the stage. */
  named(suffix: string): string;
  /** Waits until these alarms are quiet, so that whatever they announce next is new. */
  calm(...suffixes: string[]): Promise<void>;
  /** Waits until an alarm has announced that it fired, or that it cleared. */
  fires(suffix: string): Promise<Announcement>;
  clears(suffix: string): Promise<Announcement>;
  announcements: Announcements;
  /** Runs a script of this project against the emulated AWS, and returns its exit code and output. */
  run(args: readonly string[]): Promise<{ code: number | null; output: string }>;
  /** What the emulated AWS printed. */
  awsLog(): Promise<string>;
  stop(): Promise<void>;
}

const params = {
  allowedCidrs: '127.0.0.0/8',
  deletionProtection: 'false',
  // PullPass itself measures real time: these are three seconds and two.
  failingMinutes: '0.05',
  dispatchBehindSeconds: '2',
  queueBehindSeconds: '2',
  // Minutes of alarms.
  dispatchBehindMinutes: '2',
  queueBehindMinutes: '2',
  missedTickMinutes: '3',
  stoppedTickMinutes: '6',
};

export async function startAlarmWorld(): Promise<AlarmWorld> {
  return together(async (keep, stop) => {
    const now = () => new Date();
    const mint = new Ecr(now);
    const faults = new Faults();
    const standIns = keep(
      await startStandIns(
        { ecr: mint },
        {
          now,
          calls: new CallCounter(),
          faults,
          sessions: new Sessions(),
          disabledRegions: new Set<string>(),
        },
      ),
    );
    const ministack = keep(
      await startMiniStack({
        environment: { SECONDS_A_MINUTE: '3', AWS_ENDPOINT_URL_ECR: standIns.endpoint },
      }),
    );
    const deployment = await deployToMiniStack(ministack, { params });
    const aws = awsCalls(ministack);
    const named = (suffix: string) => `pullpass-${deployment.stage}-${suffix}`;
    const topics = ['alarms', 'page'].map(
      (suffix) => `arn:aws:sns:${emulatedRegion}:${emulatedAccount}:${named(suffix)}`,
    );
    // The first tick comes a minute after the deployment; until then no-tick is in alarm.
    await until(
      'all alarms to be quiet',
      () => alarmsOf(aws),
      (alarms) => alarms.every(({ StateValue }) => StateValue === 'OK'),
    );
    const announcements = await listen(aws, topics);
    const breaks = breaking(aws);
    for (const name of ['push', 'registration'])
      await breaks.environment(named(name), { AWS_ENDPOINT_URL_ECR: standIns.endpoint });

    const server = keep(await startSimulatedServer());
    let clusters = 1;
    const dynamo = DynamoDBDocumentClient.from(
      new DynamoDBClient({
        endpoint: ministack.endpoint,
        region: emulatedRegion,
        credentials: rootCredentials,
      }),
    );
    const calm = async (...suffixes: string[]) => {
      const names = suffixes.map(named);
      await until(
        `${suffixes.join(', ')} to be quiet`,
        () => alarmsOf(aws),
        (alarms) =>
          alarms.every(({ AlarmName, StateValue }) => StateValue === 'OK' || !names.includes(AlarmName)),
      );
      await announcements.pass(names);
    };
    const announced = async (suffix: string, state: Announcement['state']) => {
      const announcement = await announcements.next(named(suffix), state);
      const topic = suffix === 'fleet-at-risk' ? 'page' : 'alarms';
      if (!announcement.topic.endsWith(`:${named(topic)}`))
        throw new Error(`${suffix} told ${announcement.topic}, expected the topic ${named(topic)}.`);
      return announcement;
    };
    return {
      api: new Api(deployment.apiUrl, await addUser(aws, 'fleet-admin', { callApi: true })),
      aws,
      break: breaks,
      ecr: { mint, faults },
      async cluster(name) {
        const cluster = new TestCluster({ name });
        cluster.addUser('pullpass');
        permit(cluster);
        cluster.addNamespace('team');
        // Not 127.0.0.1: the emulator turns https to that address into plain http.
        clusters += 1;
        return await server.addAt(cluster, `127.0.0.${clusters}`);
      },
      async kubeconfigEnding({ cluster, server: address, ca }, days) {
        const notAfter = new Date(Date.now() + days * 24 * 3_600_000);
        const issued = await server.authority.issue({ commonName: 'pullpass', client: true, notAfter });
        const credential = { clientCertificate: issued.certificate, clientKey: issued.key };
        return kubeconfigYaml({
          server: address,
          ca,
          cluster: cluster.name,
          tlsServerName,
          user: 'pullpass',
          credential,
        });
      },
      registration: ({ cluster }, kubeconfig) => ({
        name: cluster.name,
        kubeconfig,
        registries: [{ name: 'main', kind: 'ecr', accountId: emulatedAccount, region: emulatedRegion }],
        targets: [
          {
            kind: 'imagePullSecret',
            secretName: 'ecr-credentials',
            namespaces: { include: ['team'] },
            serviceAccounts: [],
          },
        ],
      }),
      table: { client: dynamo, name: deployment.tableName },
      named,
      calm,
      run: (args) => runScript(args, { HOME: process.env['HOME'], ...ministack.environment }),
      fires: (suffix) => announced(suffix, 'ALARM'),
      clears: (suffix) => announced(suffix, 'OK'),
      announcements,
      awsLog: ministack.log,
      async stop() {
        dynamo.destroy();
        await stop();
      },
    };
  });
}

export interface AlarmState {
  AlarmName: string;
  StateValue: string;
}

/** All alarms of the account, the composite one included. */
export async function alarmsOf(aws: Aws): Promise<AlarmState[]> {
  const described = await aws.json<Record<string, AlarmState[]>>(
    'monitoring',
    'GraniteServiceVersion20100801.DescribeAlarms',
    { AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
  );
  const all = [...(described['MetricAlarms'] ?? []), ...(described['CompositeAlarms'] ?? [])];
  return all.map(({ AlarmName, StateValue }) => ({ AlarmName, StateValue }));
}

/** Grants what docs/permissions.md grants in a namespace. */
export function permit(cluster: TestCluster, namespace = 'team'): void {
  const verbs = ['get', 'patch', 'create', 'delete'];
  cluster.grant('pullpass', [{ verbs, apiGroups: [''], resources: ['secrets'] }], namespace);
}
