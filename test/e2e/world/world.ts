import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Deployment, deployToMiniStack } from '../../support/aws/deployToMiniStack.ts';
import {
  emulatedAccount,
  emulatedRegion,
  type MiniStack,
  quickMinutes,
  rootCredentials,
  startMiniStack,
} from '../../support/aws/ministack.ts';
import { type ControlPlane, startControlPlane } from '../../support/controlplane/start.ts';
import { type ImageRegistry, startRegistry } from '../../support/registry/start.ts';
import { Api } from './api.ts';
import { type Aws, awsCalls } from './aws.ts';
import { startForwarder } from './forwarder.ts';
import { addUser } from './iam.ts';
import { Kubernetes, secretName } from './kubernetes.ts';
import { apply, type PermissionsPage, readPermissionsPage, runCommands } from './permissionsPage.ts';
import { together } from './together.ts';

/** One deployed PullPass, one real cluster and one real registry, for all scenarios. */
export interface World {
  api: Api;
  aws: Aws;
  table: { client: DynamoDBDocumentClient; name: string };
  deployment: Deployment;
  ministack: MiniStack;
  plane: ControlPlane;
  kubernetes: Kubernetes;
  page: PermissionsPage;
  registry: ImageRegistry;
  /** Of the service account in docs/permissions.md, made by the commands there. */
  kubeconfig: string;
  /** Everything that must not be found anywhere, by what it is. */
  credentials: Map<string, string>;
  /** What the emulated AWS printed. */
  awsLog(): Promise<string>;
  /** The body of a registration. */
  cluster(name: string, target: TargetOptions): Record<string, unknown>;
  stop(): Promise<void>;
}

interface TargetOptions {
  namespaces: { include?: string[]; exclude?: string[]; labelSelector?: string };
  serviceAccounts?: readonly string[];
  kubeconfig?: string;
  adopt?: boolean;
}

/** One site, "east". */
const sites = join(import.meta.dirname, 'sites.yml');

export const adminName = 'fleet-admin';

export async function startWorld(): Promise<World> {
  return together(async (keep, stop) => {
    const plane = keep(await startControlPlane());
    const ministack = keep(await startMiniStack({ environment: quickMinutes }));
    const params = {
      allowedCidrs: '127.0.0.0/8',
      deletionProtection: 'false',
      // The registries that stand in for ECR here.
      ecrHosts: '127.0.0.1:*,*.example.com',
      tags: 'team=platform, cost-centre=42',
      sites,
      // A kube-apiserver grants at least ten minutes: with this share, a token is due after a second.
      renewAtShare: '0.001',
      renewBetweenMinutes: '0.05',
      renewShortestMinutes: '10',
    };
    const deployment = await deployToMiniStack(ministack, { params });

    const sdk = { endpoint: ministack.endpoint, region: emulatedRegion, credentials: rootCredentials };
    const token = await ecrToken(new ECRClient(sdk));
    const registry = keep(await startRegistry(token.user, token.password));
    const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient(sdk));
    const aws = awsCalls(ministack);
    const admin = await addUser(aws, adminName, { callApi: true });

    const page = await readPermissionsPage();
    await apply(plane, page.identity);
    const front = keep(await startForwarder(plane.port));
    const admins = plane.adminKubeconfig.replace(plane.server, front.url);
    const kubeconfig = await runCommands(admins, page.commands);
    const kubernetes = new Kubernetes(plane, page);
    const serviceAccountToken = /token: (\S+)/.exec(kubeconfig)?.[1];
    if (serviceAccountToken === undefined)
      throw new Error('The kubeconfig of docs/permissions.md has no token.');

    const credentials = new Map([
      ['the kubeconfig’s token', serviceAccountToken],
      ['the ECR password', token.password],
      ['the ECR authorization token', Buffer.from(`${token.user}:${token.password}`).toString('base64')],
      ['the fleet admin’s secret key', admin.secretAccessKey],
    ]);
    const cluster: World['cluster'] = (name, options) => ({
      name,
      kubeconfig: options.kubeconfig ?? kubeconfig,
      registries: [
        {
          name: 'main',
          kind: 'ecr',
          accountId: emulatedAccount,
          region: emulatedRegion,
          hosts: [registry.host],
        },
      ],
      targets: [
        {
          kind: 'imagePullSecret',
          secretName,
          namespaces: options.namespaces,
          serviceAccounts: options.serviceAccounts ?? [],
          ...(options.adopt && { adopt: true }),
        },
      ],
    });
    return {
      api: new Api(deployment.apiUrl, admin),
      aws,
      table: { client: dynamo, name: deployment.tableName },
      deployment,
      ministack,
      plane,
      kubernetes,
      page,
      registry,
      kubeconfig,
      credentials,
      awsLog: ministack.log,
      cluster,
      async stop() {
        kubernetes.admin.close();
        dynamo.destroy();
        await stop();
      },
    };
  });
}

/** What the emulated ECR issues: the functions get the same. */
async function ecrToken(ecr: ECRClient): Promise<{ user: string; password: string }> {
  const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}));
  ecr.destroy();
  const text = Buffer.from(authorizationData?.[0]?.authorizationToken ?? '', 'base64').toString('utf8');
  const [user = '', password = ''] = text.split(':');
  if (!user || !password) throw new Error('The emulated ECR gave no token.');
  return { user, password };
}
