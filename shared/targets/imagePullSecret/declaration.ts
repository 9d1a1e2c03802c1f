import { checkDockerConfig } from '../checkDockerConfig.ts';
import type { TargetDeclaration } from '../kind.ts';
import type { ImagePullSecret } from './schema.ts';

export const declaration: TargetDeclaration<ImagePullSecret> = {
  example: {
    kind: 'imagePullSecret',
    secretName: 'ecr-credentials',
    serviceAccounts: ['default', { name: 'pipeline', optional: true }],
    namespaces: { include: ['payments'] },
    adopt: false,
  },
  checkRegistries: (spec, all, refuse) => checkDockerConfig(spec, spec.secretName, all, refuse),
};
