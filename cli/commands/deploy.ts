import { Option } from '@commander-js/extra-typings';
import type { Declare } from '../program/globals.ts';

export const deploy: Declare = (root, run) => {
  root
    .command('deploy')
    .summary('Deploy PullPass to AWS, or upgrade it to this version')
    .description(
      'Deploys PullPass to AWS, or upgrades it to this version: builds the functions, deploys the stack, and prints its addresses and what to do next. Give all parameters each time: one that you leave out goes back to its default.',
    )
    .addOption(
      new Option(
        '--param <name=value>',
        'a deploy parameter; may be repeated. serverless.yml lists them with their defaults',
      ).argParser((value: string, before: string[] = []) => [...before, value]),
    )
    .action((_, command) =>
      run(async (io) => (await import('../actions/deploy.ts')).deploy(command.optsWithGlobals(), io)),
    );
};
