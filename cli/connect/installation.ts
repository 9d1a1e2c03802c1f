import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { usageError } from '../program/errors.ts';
import type { Globals } from '../program/globals.ts';
import type { Io } from '../program/io.ts';
import { checkStage, type Stage } from '../stage.ts';
import { type Aws, closing } from './aws.ts';
import { explained } from './explainAws.ts';
import { regionFor } from './region.ts';
import { credentialsFor } from './signIn.ts';

/** One installation in AWS, for commands that work on its stack, table and queues instead of its API. */
export interface Installation extends Stage {
  aws: Aws;
  profile: string | undefined;
  /** ARN of the user who runs the command. */
  arn: string;
}

/**
 * Signs in to AWS, and asks it for the user's name, so that bad credentials are reported before anything else. Rejects
 * with a CommandError.
 */
export async function installationOf(options: Globals, { environment, signal }: Io): Promise<Installation> {
  const { local, api, profile } = options;
  if (local || (api !== undefined && api !== environment['PULLPASS_API']))
    throw usageError(
      'This command needs an installation in AWS; its API alone is not enough.',
      'Leave out --local and --api, and name the installation with --stage and --region.',
    );
  const stage = checkStage(options.stage);
  const region = await regionFor(options.region, environment, profile);
  const aws = { region, credentials: await credentialsFor(region, profile) };
  return { stage, region, aws, profile, arn: await callerIdentity(aws, signal) };
}

async function callerIdentity(aws: Aws, abortSignal: AbortSignal): Promise<string> {
  const { Arn = 'unknown' } = await explained(
    `STS in ${aws.region} was asked who you are`,
    'A policy denies sts:GetCallerIdentity, which everybody may call by default.',
    () => closing(new STSClient(aws), (sts) => sts.send(new GetCallerIdentityCommand({}), { abortSignal })),
  );
  return Arn;
}
