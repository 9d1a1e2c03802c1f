import { parseArgs } from 'node:util';

export interface DeployOptions {
  stage: string;
  region: string;
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
      stage: { type: 'string', default: 'dev' },
      region: {
        type: 'string',
        default: environment['AWS_REGION'] || environment['AWS_DEFAULT_REGION'] || '',
      },
      param: { type: 'string', multiple: true, default: [] },
    },
  });

  if (!/^[a-z][a-z0-9-]{0,19}$/.test(values.stage)) {
    throw new Error(
      `--stage is "${values.stage}", expected up to 20 lower-case letters, digits and dashes, starting with a letter.`,
    );
  }
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(values.region)) {
    throw new Error(
      `--region is "${values.region}", expected an AWS region such as eu-west-1 (or set AWS_REGION).`,
    );
  }
  for (const param of values.param) {
    if (!/^[A-Za-z]+=/.test(param)) throw new Error(`--param is "${param}", expected NAME=VALUE.`);
  }
  return { stage: values.stage, region: values.region, params: values.param };
}
