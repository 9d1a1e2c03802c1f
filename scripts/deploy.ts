import { describeBundles } from './build/report.ts';
import { callerIdentity } from './deploy/identity.ts';
import { nextSteps } from './deploy/nextSteps.ts';
import { type DeployOptions, parseOptions, usage } from './deploy/options.ts';
import { readOutputs } from './deploy/outputs.ts';
import { runOsls } from './osls.ts';
import { buildFunctions } from './packageService.ts';
import { stageNames } from './stage.ts';

/** `npm run deploy`: builds, deploys, and says where the API is and what to do next. */
async function deploy(options: DeployOptions): Promise<void> {
  const { stage, region, params } = options;
  const arn = await callerIdentity(region);
  console.log(`Deploying stage ${stage} to ${region} as ${arn}`);

  console.log(describeBundles(await buildFunctions()));

  const chosen = params.flatMap((param) => ['--param', param]);
  const code = await runOsls(['deploy', '--stage', stage, '--region', region, ...chosen]);
  if (code !== 0) {
    process.exitCode = code;
    console.error(code >= 128 ? interrupted(stage) : failed(options));
    return;
  }
  console.log(nextSteps(options, await readOutputs(options)));
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

if (process.argv.includes('--help')) {
  console.log(usage);
} else {
  try {
    await deploy(parseOptions(process.argv.slice(2), process.env));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode ||= 1;
  }
}
