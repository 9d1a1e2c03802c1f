import type { RegistryKind } from '../kind.ts';
import { ecrPublicHosts } from './hosts.ts';
import type { EcrPublicRegistry } from './schema.ts';

export const ecrPublic: RegistryKind<EcrPublicRegistry> = {
  hosts: ecrPublicHosts,
  foreignHosts: ({ hosts = [] }) => hosts.map((host, index) => ({ host, index })),
  credentialOf: () => [],
  remedy: ({ roleArn }) =>
    `Check that nothing between PullPass and ECR Public refuses ${roleArn ?? 'PullPass’s own role'}.`,
  inWords: () => 'ECR Public',
};
