import type { Declare } from '../program/globals.ts';
import { wholeNumber } from '../program/wholeNumber.ts';

export const smoke: Declare = (root, run) => {
  root
    .command('smoke')
    .summary('Show that the deployed PullPass works, with a canary cluster')
    .description(
      'Shows that the deployed PullPass works: asks each network of a push function which AWS services it reaches, registers a canary cluster, waits for its push, checks what was pushed, deregisters it, and checks that nothing is left. The canary is a simulated cluster behind a Lambda Function URL, in a stack of its own (pullpass-canary-STAGE), which is removed at the end.',
    )
    .option('--timeout <seconds>', 'how long to wait for each push', wholeNumber(1, 9_999), 120)
    .option('--site <site>', 'the site to register the canary with (default: none)')
    .optionsGroup('To reach the canary through a proxy:')
    .option('--proxy-url <url>', 'http://HOST:PORT, as in a kubeconfig')
    .option('--certificate-authority <file>', 'a PEM file, if that proxy shows its own certificates')
    .optionsGroup('A cluster instead of the canary:')
    .option('--kubeconfig <file>', 'as for a registration')
    .option('--namespace <namespace>', 'an existing namespace in which PullPass may write the secret')
    .option('--secret-name <name>', 'the secret to write, and to remove', 'pullpass-smoke')
    .action((_, command) =>
      run(async (io) => (await import('../actions/smoke.ts')).smokeTest(command.optsWithGlobals(), io)),
    );
};
