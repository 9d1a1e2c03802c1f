import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import { type Aws, closing } from '../connect/aws.ts';
import { packageFolder } from './osls.ts';
import type { Joining } from './planUpdates.ts';

interface Resource {
  Type: string;
  Properties: { FunctionName?: string; VpcConfig?: { SubnetIds?: unknown[] } };
}

/** Whether these parameters may put functions into a VPC: only then the service is packaged to find out. */
export const mayHaveVpc = (params: readonly string[]) =>
  params.some((param) => /^(subnetIds|sites)=\s*\S/.test(param));

/** The functions of the template packaged in this folder that should be in a VPC, but are in none in AWS. */
export async function joiningFunctions(
  folder: string,
  aws: Aws,
  abortSignal: AbortSignal,
): Promise<Joining[]> {
  const state = JSON.parse(await readFile(join(folder, packageFolder, 'serverless-state.json'), 'utf8'));
  const resources: Record<string, Resource> = state.service.provider.compiledCloudFormationTemplate.Resources;
  const wanted = Object.entries(resources).filter(
    ([, { Type, Properties }]) => Type === 'AWS::Lambda::Function' && Properties.VpcConfig !== undefined,
  );
  const found = await closing(new LambdaClient(aws), (lambda) =>
    Promise.all(
      wanted.map(async ([id, { Properties }]): Promise<Joining[]> => {
        const name = Properties.FunctionName ?? '';
        const deployed = await subnetsOf(lambda, name, abortSignal);
        return deployed ? [] : [{ id, name, isNew: deployed === undefined }];
      }),
    ),
  );
  return found.flat();
}

/** How many subnets a function is in; undefined if there is no such function. */
async function subnetsOf(
  lambda: LambdaClient,
  FunctionName: string,
  abortSignal: AbortSignal,
): Promise<number | undefined> {
  try {
    const { VpcConfig } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }), {
      abortSignal,
    });
    return VpcConfig?.SubnetIds?.length ?? 0;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
