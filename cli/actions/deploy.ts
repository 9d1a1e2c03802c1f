import { explained } from '../connect/explainAws.ts';
import { installationOf } from '../connect/installation.ts';
import { describeBundles } from '../deploy/build/report.ts';
import { buildFunctions } from '../deploy/buildFunctions.ts';
import { type DeployOptions, deployStack } from '../deploy/deployStack.ts';
import { describeDeployed, nextSteps } from '../deploy/nextSteps.ts';
import { readOutputs } from '../deploy/outputs.ts';
import { checkParams } from '../deploy/params.ts';
import { checkShutOut } from '../deploy/shutOut/checkShutOut.ts';
import { commandLine } from '../output/next.ts';
import { print } from '../output/print.ts';
import { say } from '../output/say.ts';
import { CommandError, exitCodes } from '../program/errors.ts';
import type { Globals } from '../program/globals.ts';
import type { Io } from '../program/io.ts';
import { stageNames } from '../stage.ts';

/** `pullpass deploy`: builds, deploys, and says where the API is and what to do next. */
export async function deploy(options: Globals & { param?: string[] }, io: Io): Promise<number> {
  const params = checkParams(options.param ?? []);
  const installation = await installationOf(options, io);
  const { stage, region, arn } = installation;
  const tell = (text: string) => say(io, text);
  tell(`Deploying stage ${stage} to ${region} as ${arn}`);

  const deployment = { ...installation, params };
  try {
    await deployWith(deployment, tell, io);
  } catch (error) {
    if (!io.signal.aborted) throw error;
    throw new CommandError('Interrupted. If CloudFormation has begun, it carries on without this program.', {
      exitCode: exitCodes.interrupted,
      remedy: `See the stack ${stageNames(stage).stack}, or deploy again.`,
      cause: error,
    });
  }
  const outputs = await readOutputs(installation);
  print(io, options.output, {
    data: { stage, region, stack: stageNames(stage).stack, ...outputs },
    names: [stageNames(stage).stack],
    lines: () => describeDeployed(installation, outputs),
  });
  tell(nextSteps(deployment, outputs, (command) => commandLine(command, options, io.environment)));
  return exitCodes.done;
}

async function deployWith(deployment: DeployOptions, say: (text: string) => void, io: Io): Promise<void> {
  const { stage, region } = deployment;
  const shutOut = await checkShutOut(deployment, io.signal);
  if (shutOut?.stops) throw new CommandError(shutOut.text);
  if (shutOut !== undefined) say(`\n${shutOut.text}\n`);
  say(describeBundles(await buildFunctions()));
  const code = await explained(
    `AWS in ${region} was asked for the stage as it is deployed`,
    'docs/deploying.md has a policy for who deploys.',
    () => deployStack(deployment, say, io),
  );
  if (code === 0) return;
  throw new CommandError(
    'The deployment failed. CloudFormation rolls back, and the previous version still runs.',
    {
      remedy: `Check that the stack rolled back (UPDATE_ROLLBACK_COMPLETE), or that nothing was begun:
  aws cloudformation describe-stacks --region ${region} --stack-name ${stageNames(stage).stack} \\
    --query 'Stacks[0].StackStatus'
docs/recovery.md says what to do if it did not.`,
    },
  );
}
