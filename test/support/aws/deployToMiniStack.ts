import { runScript } from '../../infra/support/runScript.ts';
import { emulatedRegion, type MiniStack } from './ministack.ts';

export interface Deployment {
  stage: string;
  /** As the deployment printed it; reachable by `signedFetch`. */
  apiUrl: string;
  alarmTopicArn: string;
  tableName: string;
  /** What the deployment printed. */
  output: string;
}

/**
 * Deploys the packaged service to an emulated AWS with the project's own deploy command, as a user would.
 * @param params deploy parameters, as serverless.yml lists them
 */
export async function deployToMiniStack(
  ministack: MiniStack,
  { stage = 'e2e', params = {} }: { stage?: string; params?: Readonly<Record<string, string>> } = {},
): Promise<Deployment> {
  const chosen = Object.entries(params).flatMap(([name, value]) => ['--param', `${name}=${value}`]);
  const args = ['cli/bin/pullpass.js', 'deploy', '--stage', stage, '--region', emulatedRegion, ...chosen];
  const { code, output } = await runScript(args, {
    HOME: process.env['HOME'],
    TMPDIR: process.env['TMPDIR'],
    ...ministack.environment,
  });
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
