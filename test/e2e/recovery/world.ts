import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { startSimulatedServer } from '../../../shared/simulation/server.ts';
import { runScript, type ScriptRun } from '../../infra/support/runScript.ts';
import { type Deployment, deployToMiniStack } from '../../support/aws/deployToMiniStack.ts';
import {
  emulatedAccount,
  emulatedRegion,
  type MiniStack,
  quickMinutes,
  rootCredentials,
  startMiniStack,
} from '../../support/aws/ministack.ts';
import { packAndInstall } from '../../support/package/pack.ts';
import { runNode } from '../../support/package/runNode.ts';
import { TestCluster } from '../../support/simulation/testCluster.ts';
import { otherNodes } from '../../support/tools/otherNodes.ts';
import { Api } from '../world/api.ts';
import { type Aws, awsCalls } from '../world/aws.ts';
import { type FunctionUrls, startFunctionUrls } from '../world/functionUrls.ts';
import { together } from '../world/together.ts';

export const stage = 'e2e';

type Command = 'deploy' | 'redrive' | 'restore' | 'smoke';

/** A deployed PullPass and simulated clusters, to break and to repair. */
export interface World {
  ministack: MiniStack;
  aws: Aws;
  api: Api;
  sqs: SQSClient;
  table: { client: DynamoDBDocumentClient; name: string };
  deployment: Deployment;
  urls: FunctionUrls;
  /** Runs a command of the project against this AWS, as an admin would. */
  command(name: Command, ...args: string[]): Promise<ScriptRun>;
  /** The same with another copy of the project. */
  commandIn(folder: string, name: Command, ...args: string[]): Promise<ScriptRun>;
  /** The same, with Ctrl-C once it has printed something. */
  interrupted(name: Command, once: RegExp, ...args: string[]): Promise<ScriptRun>;
  /** Serves a simulated cluster with a namespace `payments`, and returns a kubeconfig of its admin. */
  serve(name: string): Promise<{ cluster: TestCluster; kubeconfig: string }>;
  /** The same, and registers it, and waits until it has been pushed. */
  register(name: string): Promise<TestCluster>;
  stop(): Promise<void>;
}

/** The parameters of a working deployment: simulated clusters are on loopback. */
export const params = { allowedCidrs: '127.0.0.0/8', deletionProtection: 'false' };

const argumentsOf = (name: string, args: readonly string[]) => [
  name,
  '--stage',
  stage,
  '--region',
  emulatedRegion,
  ...args,
];

const scriptOf = (name: string, args: readonly string[], folder = '.') => [
  join(folder, 'cli/bin/pullpass.js'),
  ...argumentsOf(name, args),
];

/** PullPass installed from its package, on the oldest supported Node, with its own home and folder. */
export interface Packed {
  /** Where it is installed and run. */
  folder: string;
  home: string;
  pullpass(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<ScriptRun>;
}

/** The same world, deployed from this checkout's package instead of its source. */
export async function startPackedWorld(): Promise<World & { packed: World['command']; package: Packed }> {
  const [installed, { oldest }] = await Promise.all([packAndInstall(), otherNodes()]);
  const home = join(installed.folder, 'home');
  const packed: Packed = {
    folder: installed.empty,
    home,
    async pullpass(args, environment) {
      const run = await runNode(oldest, [installed.bin, ...args], {
        environment: { ...environment, HOME: home },
        cwd: installed.empty,
      });
      return { code: run.code, output: `${run.stdout}${run.stderr}` };
    },
  };
  try {
    const world = await startWorld(packed);
    return {
      ...world,
      package: packed,
      packed: (name, ...args) => packed.pullpass(argumentsOf(name, args), world.ministack.environment),
      stop: () => Promise.all([world.stop(), installed.remove()]).then(() => {}),
    };
  } catch (error) {
    await installed.remove();
    throw error;
  }
}

export async function startWorld(by?: Pick<Packed, 'pullpass'>): Promise<World> {
  return together(async (keep, stop) => {
    const ministack = keep(await startMiniStack({ environment: quickMinutes }));
    const urls = keep(await startFunctionUrls(ministack.endpoint));
    const server = keep(await startSimulatedServer());
    const deployment = await deployToMiniStack(ministack, { stage, params, pullpass: by?.pullpass });
    const api = new Api(deployment.apiUrl, rootCredentials);
    const sdk = { endpoint: ministack.endpoint, region: emulatedRegion, credentials: rootCredentials };
    const client = DynamoDBDocumentClient.from(new DynamoDBClient(sdk));
    const sqs = new SQSClient({ ...sdk, useQueueUrlAsEndpoint: false });
    const environment = {
      HOME: process.env['HOME'],
      TMPDIR: process.env['TMPDIR'],
      ...ministack.environment,
    };
    let addresses = 2;
    const serve = async (name: string) => {
      const cluster = new TestCluster({ name });
      cluster.addNamespace('payments');
      addresses += 1;
      const endpoint = await server.addAt(cluster, `127.0.0.${addresses}`);
      return { cluster, kubeconfig: endpoint.kubeconfig('admin') };
    };
    return {
      ministack,
      aws: awsCalls(ministack),
      api,
      sqs,
      table: { client, name: deployment.tableName },
      deployment,
      urls,
      command: (name, ...args) => runScript(scriptOf(name, args), environment),
      commandIn: (folder, name, ...args) => runScript(scriptOf(name, args, folder), environment),
      interrupted: (name, once, ...args) =>
        runScript(scriptOf(name, args), environment, (child) => {
          let seen = '';
          const interrupt = (text: string) => {
            seen += text;
            if (!once.test(seen)) return;
            child.stderr?.off('data', interrupt);
            child.kill('SIGINT');
          };
          child.stderr?.on('data', interrupt);
        }),
      serve,
      async register(name) {
        const { cluster, kubeconfig } = await serve(name);
        await api.expect(201, 'POST', '/clusters', {
          body: {
            name,
            kubeconfig,
            registries: [{ name: 'main', kind: 'ecr', accountId: emulatedAccount, region: emulatedRegion }],
            targets: [{ kind: 'imagePullSecret', namespaces: { include: ['payments'] } }],
          },
        });
        await api.until(name, 'to be served', ({ status }) => status.phase === 'Healthy');
        return cluster;
      },
      async stop() {
        client.destroy();
        sqs.destroy();
        await stop();
      },
    };
  });
}
