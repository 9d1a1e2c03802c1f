import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulatedServer } from '../../../shared/simulation/server.ts';
import { type MiniStack, quickMinutes, startMiniStack } from '../../support/aws/ministack.ts';
import { commandIn } from '../../support/cli/commandNames.ts';
import { type Clone, cloneCheckout, type Ran, type RunOptions } from '../../support/clone/clone.ts';
import { type ControlPlane, startControlPlane } from '../../support/controlplane/start.ts';
import { TestCluster } from '../../support/simulation/testCluster.ts';
import { type Aws, awsCalls } from './aws.ts';
import { startForwarder } from './forwarder.ts';
import { addUser } from './iam.ts';
import { Kubernetes } from './kubernetes.ts';
import { apply, readPermissionsPage, runCommands } from './permissionsPage.ts';
import { together } from './together.ts';

const stage = 'e2e';
const simulatedCount = 40;
/** Not in the fleet file. */
export const spare = 'spare';
/** Commands that work on AWS instead of the API; the fleet admin may not use them. */
const ofDeployers = new Set(['deploy', 'smoke', 'redrive', 'restore', 'reindex']);

/** A machine with Node, a new clone, an empty AWS, one real cluster and many simulated ones. */
export interface ProgramWorld {
  clone: Clone;
  ministack: MiniStack;
  aws: Aws;
  plane: ControlPlane;
  kubernetes: Kubernetes;
  simulated: ReadonlyMap<string, TestCluster>;
  spareCluster: TestCluster;
  /** A folder of the admin's, with `NAME.kubeconfig` for each cluster, and `admin.kubeconfig` for the real one. */
  folder: string;
  /** Commands of the program that were run, such as `target add`. */
  ran: ReadonlySet<string>;
  /**
   * Runs `pullpass ARGS` against this AWS, signed as the fleet admin, who may call the API and read the stack; or as
   * the deployer, for a deployer's command.
   */
  pullpass(args: readonly string[], options?: RunOptions): Promise<Ran>;
  /** The same through npx, as in the docs. */
  npxPullpass(args: readonly string[], options?: RunOptions): Promise<Ran>;
  /** Everything that was printed so far. */
  printed(): string;
  /** Everything that must not occur in any output, by what it is. */
  credentials: Map<string, string>;
  stop(): Promise<void>;
}

const fleetAdmin = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: ['execute-api:Invoke', 'cloudformation:DescribeStacks'], Resource: '*' },
  ],
};

export async function startProgramWorld(): Promise<ProgramWorld> {
  return together(async (keep, stop) => {
    const [clone, plane, ministack] = await Promise.all([
      installed().then(keep),
      startControlPlane().then(keep),
      startMiniStack({ environment: quickMinutes }).then(keep),
    ]);
    const server = keep(await startSimulatedServer());
    const folder = await mkdtemp(join(tmpdir(), 'pullpass-admin-'));
    keep({ stop: () => rm(folder, { recursive: true, force: true }) });

    const page = await readPermissionsPage();
    await apply(plane, page.identity);
    const kubernetes = new Kubernetes(plane, page);
    keep({ stop: async () => kubernetes.admin.close() });
    await kubernetes.addNamespace('payments');
    // Not at 127.0.0.1, which the emulator treats specially in a Lambda.
    const front = keep(await startForwarder(plane.port));
    const adminKubeconfig = plane.adminKubeconfig.replace(plane.server, front.url);
    await writeFile(join(folder, 'admin.kubeconfig'), adminKubeconfig, { mode: 0o600 });
    const kubeconfig = await runCommands(adminKubeconfig, page.commands);
    const credentials = new Map([['the real cluster’s token', /token: (\S+)/.exec(kubeconfig)?.[1] ?? '']]);
    await writeFile(join(folder, 'real.kubeconfig'), kubeconfig, { mode: 0o600 });
    const serve = async (name: string, address: string) => {
      const cluster = new TestCluster({ name });
      cluster.addNamespace('payments');
      const endpoint = await server.addAt(cluster, address);
      await writeFile(join(folder, `${name}.kubeconfig`), endpoint.kubeconfig('admin'), { mode: 0o600 });
      credentials.set(`the token of ${name}`, cluster.adminToken);
      return cluster;
    };
    const simulated = new Map<string, TestCluster>();
    for (let number = 1; number <= simulatedCount; number += 1) {
      const name = `sim-${String(number).padStart(2, '0')}`;
      simulated.set(name, await serve(name, `127.0.1.${number}`));
    }
    const spareCluster = await serve(spare, '127.0.2.1');

    const aws = awsCalls(ministack);
    const admin = await addUser(aws, 'fleet-admin', { callApi: true, policy: fleetAdmin });
    credentials.set('the fleet admin’s secret key', admin.secretAccessKey);
    const asAdmin = {
      ...ministack.environment,
      AWS_ACCESS_KEY_ID: admin.accessKeyId,
      AWS_SECRET_ACCESS_KEY: admin.secretAccessKey,
    };
    const ran = new Set<string>();
    const printed: string[] = [];
    const noting =
      (program: string, ...before: string[]) =>
      async (args: readonly string[], { environment, ...options }: RunOptions = {}) => {
        const command = commandIn(args);
        ran.add(command);
        const base = ofDeployers.has(command) ? ministack.environment : asAdmin;
        const done = await clone.run(program, [...before, ...args], {
          ...options,
          environment: { ...base, PULLPASS_STAGE: stage, ...environment },
        });
        printed.push(done.stdout, done.stderr);
        return done;
      };
    return {
      clone,
      ministack,
      aws,
      plane,
      kubernetes,
      simulated,
      spareCluster,
      folder,
      ran,
      pullpass: noting('node', 'cli/bin/pullpass.js'),
      npxPullpass: noting('npx', 'pullpass'),
      printed: () => printed.join('\n'),
      credentials,
      stop,
    };
  });
}

async function installed(): Promise<Clone> {
  const clone = await cloneCheckout();
  try {
    await clone.install();
    return clone;
  } catch (error) {
    await clone.stop();
    throw error;
  }
}
