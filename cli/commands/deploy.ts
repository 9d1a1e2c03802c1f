import { describeBundles } from '../deploy/build/report.ts';
import { deployStack } from '../deploy/deployStack.ts';
import { callerIdentity } from '../deploy/identity.ts';
import { nextSteps } from '../deploy/nextSteps.ts';
import { type DeployOptions, parseOptions, usage } from '../deploy/options.ts';
import { readOutputs } from '../deploy/outputs.ts';
import { buildFunctions } from '../deploy/packageService.ts';
import { checkShutOut } from '../deploy/shutOut/checkShutOut.ts';
import { runCommand } from '../runCommand.ts';
import { stageNames } from '../stage.ts';

/** `npm run deploy`: builds, deploys, and says where the API is and what to do next. */
await runCommand(usage, async (args, signal) => {
  const options = parseOptions(args, process.env);
  const { stage, region } = options;
  const arn = await callerIdentity(region);
  console.log(`Deploying stage ${stage} to ${region} as ${arn}`);

  const code = await deploy(options, arn, signal).catch((error: unknown) => {
    if (signal.aborted) return 130;
    throw error;
  });
  if (code === 'stopped') return 1;
  if (code === 0) console.log(nextSteps(options, await readOutputs(options)));
  else console.error(code >= 128 ? interrupted(stage) : failed(options));
  return code;
});

/** Answers the exit code of osls; or that nothing was begun, and why was printed. */
async function deploy(options: DeployOptions, arn: string, signal: AbortSignal): Promise<number | 'stopped'> {
  const shutOut = await checkShutOut(options, arn, signal);
  if (shutOut !== undefined) console.error(`\n${shutOut.text}\n`);
  if (shutOut?.stops) return 'stopped';
  console.log(describeBundles(await buildFunctions()));
  return deployStack(options, signal);
}

function failed({ stage, region }: DeployOptions): string {
  return `
The deployment failed. CloudFormation takes back what it had changed, and the version before still runs.
See that it ended so (UPDATE_ROLLBACK_COMPLETE, or nothing was begun):
  aws cloudformation describe-stacks --region ${region} --stack-name ${stageNames(stage).stack} \\
    --query 'Stacks[0].StackStatus'
docs/recovery.md says what to do where it did not.`;
}

function interrupted(stage: string): string {
  return `
Interrupted. If CloudFormation had begun, it goes on by itself: see the stack pullpass-${stage}, or deploy again.`;
}
