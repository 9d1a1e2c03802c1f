import { checkDockerConfig } from '../checkDockerConfig.ts';
import type { TargetDeclaration } from '../kind.ts';
import { namespace, secretName } from './editSecret.ts';
import type { GlobalPullSecret } from './schema.ts';

export const declaration: TargetDeclaration<GlobalPullSecret> = {
  example: { kind: 'globalPullSecret', everyHours: 5 },
  checkRegistries: (spec, all, refuse) => checkDockerConfig(spec, secretName, all, refuse),
  inWords: ({ everyHours }) => `the pull secret of the whole cluster, at most every ${everyHours} h`,
  notices: ({ everyHours }) => [
    `Each write of ${namespace}/${secretName} restarts the kubelet of the cluster’s nodes, without a reboot. PullPass writes only when it must, and at most once in ${everyHours} hours.`,
  ],
};
