import { runOsls } from '../osls.ts';
import type { DeployOptions } from './options.ts';

export interface Outputs {
  apiUrl: string;
  alarmTopicArn: string;
  pageTopicArn: string;
  tableName: string;
  /** Where pushes run: the default network, undefined, and the sites by name. */
  networks: (string | undefined)[];
}

/** What the deployed stack says of itself. Throws if it lacks one of these outputs. */
export async function readOutputs({ stage, region }: DeployOptions): Promise<Outputs> {
  let text = '';
  const code = await runOsls(['info', '--verbose', '--stage', stage, '--region', region], {
    onOutput: (more) => {
      text += more;
    },
  });
  if (code !== 0) throw new Error(`osls info ended with ${code}:\n${text}`);
  return parseOutputs(text);
}

/** The outputs as `osls info --verbose` prints them: `  Name: value`, one a line. */
export function parseOutputs(text: string): Outputs {
  const output = (name: string): string => {
    const value = new RegExp(`^\\s*${name}: (\\S+)\\s*$`, 'm').exec(text)?.[1];
    if (!value) throw new Error(`The stack has no output ${name}; osls info printed:\n${text}`);
    return value;
  };
  return {
    apiUrl: output('ApiUrl'),
    alarmTopicArn: output('AlarmTopicArn'),
    pageTopicArn: output('PageTopicArn'),
    tableName: output('TableName'),
    networks: output('Networks')
      .split(',')
      .map((name) => (name === 'default' ? undefined : name)),
  };
}
