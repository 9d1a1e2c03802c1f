import { usageError } from './program/errors.ts';

/** One installation of PullPass in AWS, as commands refer to it. */
export interface Stage {
  stage: string;
  region: string;
}

/** Throws a usage error for an invalid stage name. */
export function checkStage(stage: string): string {
  if (!/^[a-z][a-z0-9-]{0,19}$/.test(stage))
    throw usageError(
      `--stage is "${stage}", expected up to 20 lower-case letters, digits and dashes, starting with a letter.`,
    );
  // cli/smoke/canary/template.ts
  if (stage.startsWith('canary-'))
    throw usageError(
      `--stage is "${stage}", but pullpass-canary-STAGE is the stack of a smoke test's canary: choose another name.`,
    );
  return stage;
}

/** The fixed names in a stage's stack. test/infra/stage.test.ts compares them with the template. */
export function stageNames(stage: string) {
  return {
    stack: `pullpass-${stage}`,
    table: `pullpass-${stage}-clusters`,
    deadLetterQueue: `pullpass-${stage}-push-dead-letters`,
    pushFunction: `pullpass-${stage}-push`,
    secretPrefix: `pullpass/${stage}/clusters/`,
  };
}
