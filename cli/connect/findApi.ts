import { CommandError } from '../program/errors.ts';
import { type Stage, stageNames } from '../stage.ts';
import type { Aws } from './aws.ts';
import { stackOutputs } from './readStack.ts';

const remedies = {
  denied: ', or give the address yourself: --api URL, or PULLPASS_API',
  missing:
    'Name another installation with --stage and --region, or another account with --profile. To make this one:',
};

/** The address of a stage's API: its stack's output ApiUrl. Rejects with a CommandError. */
export async function findApi(place: Stage & { aws: Aws }, abortSignal: AbortSignal): Promise<string> {
  const { stage, region } = place;
  const outputs = await stackOutputs(place, remedies, { abortSignal });
  const url = outputs.find(({ OutputKey }) => OutputKey === 'ApiUrl')?.OutputValue;
  if (url !== undefined) return url;
  throw new CommandError(
    `The stack ${stageNames(stage).stack} in ${region} has no output ApiUrl: it is not a stack of PullPass, or its deployment did not finish.`,
    { remedy: `Look at the stack, or deploy it: pullpass deploy --stage ${stage} --region ${region}` },
  );
}
