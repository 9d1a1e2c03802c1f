import type { RegistryKind } from '../kind.ts';
import { saysNoHost } from './saysNoHost.ts';
import type { StaticRegistry } from './schema.ts';

/** A user and a password, which do not expire but may be changed at any time. */
export const ofSecret: RegistryKind<StaticRegistry> = {
  hosts: ({ host }) => [host],
  // Its secret says which host it is for.
  foreignHosts: () => [],
  credentialOf: ({ host, secretArn }) => [host, secretArn],
  saysNoHost,
  remedy: ({ secretArn }) =>
    `Put a user and a password that it accepts into ${secretArn}: the next push takes them.`,
  inWords: ({ host, secretArn }) => `${host}, with ${secretArn}`,
};
