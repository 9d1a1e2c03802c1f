import type { TargetDeclaration } from '../kind.ts';
import { refuseUnknown } from '../refuseUnknown.ts';
import type { Keys } from './schema.ts';

export const declaration: TargetDeclaration<Keys> = {
  example: {
    kind: 'keys',
    secretName: 'registry-login',
    registry: 'main',
    keys: { username: 'USER', password: 'PASS' },
    namespaces: { include: ['payments'] },
    adopt: false,
  },
  checkRegistries: ({ registry }, all, refuse) =>
    refuseUnknown([{ name: registry, path: ['registry'] }], all, refuse),
};
