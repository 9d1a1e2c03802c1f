import { checkDockerConfig } from '../checkDockerConfig.ts';
import type { TargetDeclaration } from '../kind.ts';
import { registriesNamed } from '../registriesNamed.ts';
import { notices } from './notices.ts';
import type { Dockerconfigjson } from './schema.ts';

export const declaration: TargetDeclaration<Dockerconfigjson> = {
  example: {
    kind: 'dockerconfigjson',
    secretName: 'kaniko-config',
    key: 'config.json',
    namespaces: { include: ['payments'] },
    adopt: false,
  },
  checkRegistries: (spec, all, refuse) => checkDockerConfig(spec, spec.secretName, all, refuse),
  notices: (spec, all) => notices(spec.secretName, registriesNamed(spec, all)),
};
