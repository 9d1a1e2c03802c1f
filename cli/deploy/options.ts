import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkStage, type Stage, stageOptions } from '../stage.ts';

export interface DeployOptions extends Stage {
  /** `name=value`, as serverless.yml lists them under `params`. */
  params: readonly string[];
}

export const usage = `Usage: npm run deploy -- --stage STAGE --region REGION [--param NAME=VALUE …]

  --stage    the name of this installation, for example prod (default: dev)
  --region   the AWS region to deploy to (default: AWS_REGION)
  --param    a deploy parameter; serverless.yml lists them with their defaults`;

/** What was asked for on the command line. Throws an Error with a message for the user. */
export function parseOptions(args: readonly string[], environment: NodeJS.ProcessEnv): DeployOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...stageOptions(environment),
      param: { type: 'string', multiple: true, default: [] },
    },
  });

  const { stage, region } = checkStage(values);
  for (const param of values.param) {
    if (!/^[A-Za-z]+=/.test(param)) throw new Error(`--param is "${param}", expected NAME=VALUE.`);
  }
  return { stage, region, params: values.param.map(withWholePath) };
}

/** osls runs elsewhere: a path is one from the folder in which the command was given. */
function withWholePath(param: string): string {
  const [, file] = /^sites=(.+)$/.exec(param) ?? [];
  return file === undefined ? param : `sites=${resolve(file)}`;
}
