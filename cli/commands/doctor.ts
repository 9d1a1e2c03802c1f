import { Option } from '@commander-js/extra-typings';
import type { Declare } from '../program/globals.ts';

export const doctor: Declare = (root, run) => {
  root
    .command('doctor')
    .description(
      'Say why a cluster cannot pull and what mends it; without a name: what is wrong in the fleet',
    )
    .argument('[name]', 'of the cluster')
    .addOption(
      new Option('--context <context>', 'look from this machine too, as who this context signs in as'),
    )
    .addOption(
      new Option('--kubeconfig <file>', 'where the context is (default: KUBECONFIG, then ~/.kube/config)'),
    )
    .action((name, _, command) =>
      run(async (io) => (await import('../doctor/doctor.ts')).doctor(name, command.optsWithGlobals(), io)),
    );
};
