import type { TargetDeclaration } from '../kind.ts';
import { pathsIn, refuseUnknown } from '../refuseUnknown.ts';
import type { Jenkins } from './schema.ts';

export const declaration: TargetDeclaration<Jenkins> = {
  example: {
    kind: 'jenkins',
    secretName: 'ecr-credentials',
    registries: ['main'],
    namespaces: { include: ['payments'] },
    adopt: false,
  },
  checkRegistries: ({ registries }, all, refuse) => refuseUnknown(pathsIn(registries), all, refuse),
};
