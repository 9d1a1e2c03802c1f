import { randomBytes } from 'node:crypto';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient, UpdateFunctionCodeCommand, waitUntilFunctionUpdatedV2 } from '@aws-sdk/client-lambda';
import type { SimulatedCluster } from '../../../shared/simulation/cluster.ts';
import { type Aws, closing } from '../../connect/aws.ts';
import type { Installation } from '../../connect/installation.ts';
import { withTable } from '../../connect/withTable.ts';
import { CommandError } from '../../program/errors.ts';
import { canaryArchive } from './archive.ts';
import { canaryCluster } from './cluster.ts';
import { digestOf } from './sealed.ts';
import { createStack, deleteStack } from './stack.ts';
import { readState } from './state.ts';
import { canaryFunction, canaryStack, canaryTemplate } from './template.ts';

export interface Canary {
  /** `https://…`: its Kubernetes API. */
  server: string;
  /** PullPass's token. Only this process and PullPass know it. */
  token: string;
  /** The cluster with its present contents. */
  look(): Promise<SimulatedCluster>;
}

type Where = Pick<Installation, 'stage' | 'aws'>;

/** Deploys the simulated cluster, replacing one that an earlier run left. Rejects with AWS's error. */
export async function deployCanary({ stage, aws }: Where): Promise<Canary> {
  const token = randomBytes(32).toString('base64url');
  const name = canaryStack(stage);
  // First, because a stack is useless without it.
  const archive = await canaryArchive();
  const { CanaryUrl: url } = await closing(new CloudFormationClient(aws), (client) =>
    createStack(client, name, canaryTemplate({ stage }, digestOf(token))),
  );
  if (!url?.startsWith('https://')) throw new CommandError(`The stack ${name} has no output CanaryUrl.`);
  await giveCode(aws, canaryFunction(stage), archive);
  return {
    server: url.replace(/\/$/, ''),
    token,
    async look() {
      const state = await withTable({ stage, aws }, (table) => readState(table, token), name);
      return canaryCluster(token, state?.contents);
    },
  };
}

/** Removes the stack and everything in it. */
export async function removeCanary({ stage, aws }: Where): Promise<void> {
  await closing(new CloudFormationClient(aws), (client) => deleteStack(client, canaryStack(stage)));
}

async function giveCode(aws: Aws, FunctionName: string, ZipFile: Uint8Array): Promise<void> {
  await closing(new LambdaClient(aws), async (client) => {
    await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
    await waitUntilFunctionUpdatedV2(
      { client, maxWaitTime: 120, minDelay: 1, maxDelay: 5 },
      { FunctionName },
    );
  });
}
