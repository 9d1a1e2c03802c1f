/** One installation of PullPass in AWS, as the commands are told of it. */
export interface Stage {
  stage: string;
  region: string;
}

/** The options of every command that works on a stage, for node:util's parseArgs. */
export const stageOptions = (environment: NodeJS.ProcessEnv) =>
  ({
    stage: { type: 'string', default: 'dev' },
    region: { type: 'string', default: environment['AWS_REGION'] || environment['AWS_DEFAULT_REGION'] || '' },
  }) as const;

/** Throws an Error with a message for the user. */
export function checkStage({ stage, region }: Stage): Stage {
  if (!/^[a-z][a-z0-9-]{0,19}$/.test(stage)) {
    throw new Error(
      `--stage is "${stage}", expected up to 20 lower-case letters, digits and dashes, starting with a letter.`,
    );
  }
  // cli/smoke/canary/serverless.yml
  if (stage.startsWith('canary-')) {
    throw new Error(
      `--stage is "${stage}", but pullpass-canary-STAGE is the stack of a smoke test's canary: choose another name.`,
    );
  }
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    throw new Error(`--region is "${region}", expected an AWS region such as eu-west-1 (or set AWS_REGION).`);
  }
  return { stage, region };
}

/** The fixed names in the stack of a stage. test/infra/stage.test.ts holds them to the template. */
export function stageNames(stage: string) {
  return {
    stack: `pullpass-${stage}`,
    table: `pullpass-${stage}-clusters`,
    deadLetterQueue: `pullpass-${stage}-push-dead-letters`,
    pushFunction: `pullpass-${stage}-push`,
    secretPrefix: `pullpass/${stage}/clusters/`,
  };
}
