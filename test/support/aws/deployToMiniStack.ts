import { runScript, type ScriptRun } from '../../infra/support/runScript.ts';
import { emulatedRegion, type MiniStack } from './ministack.ts';

export interface Deployment {
  stage: string;
  /** As the deployment printed it; reachable with `signedFetch`. */
  apiUrl: string;
  alarmTopicArn: string;
  tableName: string;
  /** What the deployment printed. */
  output: string;
}

/** Runs `pullpass ARGS` with this environment to its end. */
type RunPullpass = (args: readonly string[], environment: NodeJS.ProcessEnv) => Promise<ScriptRun>;

/**
 * Deploys the packaged service to an emulated AWS with the project's own deploy command, like a user.
 * @param params deploy parameters, as serverless.yml lists them
 * @param pullpass default: runs the source of this checkout
 */
export async function deployToMiniStack(
  ministack: MiniStack,
  {
    stage = 'e2e',
    params = {},
    pullpass = (args, environment) => runScript(['cli/bin/pullpass.js', ...args], environment),
  }: { stage?: string; params?: Readonly<Record<string, string>>; pullpass?: RunPullpass | undefined } = {},
): Promise<Deployment> {
  const chosen = Object.entries(params).flatMap(([name, value]) => ['--param', `${name}=${value}`]);
  const { code, output } = await pullpass(
    ['deploy', '--stage', stage, '--region', emulatedRegion, ...chosen],
    {
      HOME: process.env['HOME'],
      TMPDIR: process.env['TMPDIR'],
      ...ministack.environment,
    },
  );
  if (code !== 0) {
    throw new Error(
      `The deployment ended with ${code}:\n${output}\nMiniStack printed:\n${await ministack.log()}`,
    );
  }

  const printed = (name: string): string => {
    const value = new RegExp(`^ +${name} +(\\S+)$`, 'm').exec(output)?.[1];
    if (!value) throw new Error(`The deployment did not print the line "${name}":\n${output}`);
    return value;
  };
  return {
    stage,
    apiUrl: printed('API'),
    alarmTopicArn: printed('Alarms'),
    tableName: printed('Table'),
    output,
  };
}
