import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { SimulatedCluster } from '../../../shared/simulation/cluster.ts';
import type { Installation } from '../../connect/installation.ts';
import { bundle } from '../../deploy/build/bundle.ts';
import { runOsls, whereArguments } from '../../deploy/osls.ts';
import { withServiceFolder } from '../../deploy/serviceFolder.ts';
import { CommandError } from '../../program/errors.ts';
import { canaryCluster } from './cluster.ts';
import { digestOf } from './sealed.ts';
import { readState } from './state.ts';

export interface Canary {
  /** `https://…`, of its Kubernetes API. */
  server: string;
  /** What PullPass signs in with. Is known to this process and to PullPass only. */
  token: string;
  /** The cluster with what it holds now. */
  look(): Promise<SimulatedCluster>;
}

export const canaryStack = (stage: string) => `pullpass-canary-${stage}`;

type Where = Pick<Installation, 'stage' | 'region' | 'aws' | 'profile'>;

/** Deploys the simulated cluster, anew or over one that an earlier run left. Throws with what osls printed. */
export async function deployCanary(where: Where): Promise<Canary> {
  const { stage, aws } = where;
  const token = randomBytes(32).toString('base64url');
  const output = await osls('deploy', where, digestOf(token), ['--verbose']);
  const url = /^\s*CanaryUrl: (https:\/\/\S+?)\/?\s*$/m.exec(output)?.[1];
  if (url === undefined)
    throw new CommandError(`The stack ${canaryStack(stage)} has no output CanaryUrl:\n${output}`);
  return {
    server: url,
    token,
    async look() {
      const client = DynamoDBDocumentClient.from(new DynamoDBClient(aws));
      try {
        const state = await readState({ client, name: canaryStack(stage) }, token);
        return canaryCluster(token, state?.contents);
      } finally {
        client.destroy();
      }
    },
  };
}

/** Removes the stack and all in it. */
export async function removeCanary(where: Where): Promise<void> {
  await osls('remove', where, '', []);
}

/** Shielded, because a deployment that is cut off leaves a stack that cannot be removed for a while. */
async function osls(
  command: string,
  where: Where,
  digest: string,
  flags: readonly string[],
): Promise<string> {
  let output = '';
  const code = await withServiceFolder(import.meta.dirname, ['serverless.yml'], async (folder) => {
    if (command === 'deploy')
      await bundle('canary', join(import.meta.dirname, 'handler.ts'), join(folder, '.build'));
    return await runOsls([command, ...whereArguments(where), ...flags], {
      folder,
      shielded: true,
      environment: { ...process.env, CANARY_TOKEN_DIGEST: digest },
      onOutput: (text) => {
        output += text;
      },
    });
  });
  if (code !== 0)
    throw new CommandError(
      `osls ${command} of the stack ${canaryStack(where.stage)} ended with ${code}:\n${output.trim()}`,
    );
  return output;
}
