import type { TargetDeclaration } from '../kind.ts';
import { checkRegistries } from './checkRegistries.ts';
import { notices } from './notices.ts';
import type { Argocd } from './schema.ts';

export const declaration: TargetDeclaration<Argocd> = {
  example: {
    kind: 'argocd',
    repositories: [
      {
        secretName: 'ecr-charts',
        as: 'repo-creds',
        type: 'helm',
        url: '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
      },
    ],
    namespaces: { include: ['openshift-gitops'] },
    adopt: false,
  },
  checkRegistries,
  notices,
};
