import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { deployToMiniStack } from '../../support/aws/deployToMiniStack.ts';
import {
  emulatedAccount,
  emulatedRegion,
  quickMinutes,
  rootCredentials,
  startMiniStack,
} from '../../support/aws/ministack.ts';
import type { AuditEvent } from '../../support/controlplane/audit.ts';
import { type ControlPlane, startControlPlane } from '../../support/controlplane/start.ts';
import { type ImageRegistry, startRegistry } from '../../support/registry/start.ts';
import { Api, type Cluster } from './api.ts';
import { awsCalls } from './aws.ts';
import { breaking } from './breaking.ts';
import { startForwarder } from './forwarder.ts';
import { justPassed, makeDue } from './makeDue.ts';
import { OpenShift } from './openshift.ts';
import { together } from './together.ts';
import { until } from './until.ts';

/** PullPass's user in the cluster. It may do everything: other tests check what it needs. */
export const identity = 'pullpass';

/** One deployed PullPass, one real cluster and one real registry, for all kinds of target. */
export interface TargetsWorld {
  api: Api;
  plane: ControlPlane;
  openshift: OpenShift;
  registry: ImageRegistry;
  /** The password that the emulated ECR issues. */
  password: string;
  /** The host of the account's own ECR in a region. */
  ecrHost(region: string): string;
  /** The body of a registration with these targets. Its registry `main` also serves the real registry's host. */
  body(name: string, targets: readonly object[], fields?: object): Record<string, unknown>;
  /** Registers a cluster, and waits until it has been pushed. */
  serve(name: string, targets: readonly object[], fields?: object): Promise<Cluster>;
  /** Replaces the targets, and waits for the push. */
  change(name: string, targets: readonly object[]): Promise<Cluster>;
  /** Makes a tick find that the cluster is due for a sweep, as it would some minutes later, and waits for the sweep. */
  sweep(name: string): Promise<Cluster>;
  /** PullPass's requests to the cluster so far. */
  asked(): Promise<AuditEvent[]>;
  stop(): Promise<void>;
}

export async function startTargetsWorld(): Promise<TargetsWorld> {
  return together(async (keep, stop) => {
    const users = { [identity]: { groups: ['system:masters'] }, nobody: {} };
    const plane = keep(await startControlPlane({ users }));
    const ministack = keep(await startMiniStack({ environment: quickMinutes }));
    const params = {
      allowedCidrs: '127.0.0.0/8',
      deletionProtection: 'false',
      // The registries that stand in for ECR here.
      ecrHosts: '127.0.0.1:*,*.example.com',
    };
    const deployment = await deployToMiniStack(ministack, { params });
    const sdk = { endpoint: ministack.endpoint, region: emulatedRegion, credentials: rootCredentials };
    const password = await ecrPassword(new ECRClient(sdk));
    const registry = keep(await startRegistry('AWS', password));
    const front = keep(await startForwarder(plane.port));
    const kubeconfig = plane.kubeconfig({ user: identity }).replace(plane.server, front.url);
    const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient(sdk));
    const api = new Api(deployment.apiUrl, rootCredentials);
    const { invoke } = breaking(awsCalls(ministack));
    const openshift = new OpenShift(plane);

    const body: TargetsWorld['body'] = (name, targets, fields = {}) => {
      const ecr = { kind: 'ecr', accountId: emulatedAccount, region: emulatedRegion };
      const registries = [{ name: 'main', ...ecr, hosts: [registry.host] }];
      return { name, kubeconfig, registries, targets, ...fields };
    };
    const dueForSweep = (name: string) =>
      makeDue(
        { client: dynamo, name: deployment.tableName },
        name,
        { nextPushAt: justPassed(), nextRefreshAt: new Date(Date.now() + 3_600_000) },
        'attribute_exists(nextRefreshAt) AND attribute_not_exists(claim)',
      );
    return {
      api,
      plane,
      openshift,
      registry,
      password,
      ecrHost: (region) => `${emulatedAccount}.dkr.ecr.${region}.amazonaws.com`,
      body,
      async serve(name, targets, fields) {
        await api.expect(201, 'POST', '/clusters', { body: body(name, targets, fields) });
        return api.attempted(name, undefined);
      },
      async change(name, targets) {
        const { status } = await api.read(name);
        await api.expect(200, 'PATCH', `/clusters/${name}`, { body: { targets } });
        return api.attempted(name, status.lastAttemptAt);
      },
      async sweep(name) {
        const since = new Date().toISOString();
        await until(
          `a time at which nothing is under way for ${name}`,
          () => dueForSweep(name).then(() => undefined, nameOf),
          (refused) => refused === undefined,
        );
        await invoke(`pullpass-${deployment.stage}-refresh`);
        return api.attempted(name, since);
      },
      asked: async () => (await plane.audit()).filter(({ user }) => user.username === identity),
      async stop() {
        openshift.admin.close();
        dynamo.destroy();
        await stop();
      },
    };
  });
}

/** The name of a condition that did not hold; rethrows anything else. */
function nameOf(error: unknown): string {
  if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return error.name;
  throw error;
}

/** What the emulated ECR issues: the functions get the same. */
async function ecrPassword(client: ECRClient): Promise<string> {
  const { authorizationData } = await client.send(new GetAuthorizationTokenCommand({}));
  client.destroy();
  const decoded = Buffer.from(authorizationData?.[0]?.authorizationToken ?? '', 'base64').toString();
  return decoded.slice(decoded.indexOf(':') + 1);
}
