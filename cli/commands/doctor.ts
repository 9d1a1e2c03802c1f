import type { Declare } from '../program/globals.ts';

export const doctor: Declare = (root, run) => {
  root
    .command('doctor')
    .description(
      'Say why a cluster cannot pull and how to repair it; without a name, what is wrong in the fleet',
    )
    .argument('[name]', 'of the cluster')
    .option('--context <context>', 'also look from this machine, with this context’s credential')
    .option('--kubeconfig <file>', 'the file with the context (default: KUBECONFIG, then ~/.kube/config)')
    .action((name, _, command) =>
      run(async (io) => (await import('../doctor/doctor.ts')).doctor(name, command.optsWithGlobals(), io)),
    );
};
