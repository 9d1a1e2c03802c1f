import { authEntry } from '../../registries/credential.ts';
import { registryHosts } from '../../registries/hosts.ts';
import type { RegistryWithCredential, RehearsalContext } from '../kind.ts';
import type { Rehearsal } from '../rehearsal.ts';
import { clusterAnnotation } from '../secrets/ownership.ts';
import { merged } from './config.ts';
import { editSecret, secret, secretName } from './editSecret.ts';
import { read } from './read.ts';

/** A dry run restarts no kubelet, so it writes whether or not a write is due. */
export function rehearse(
  credentials: readonly RegistryWithCredential[],
  context: RehearsalContext,
): Rehearsal {
  const entries = new Map(
    credentials.flatMap(({ registry, credential }) =>
      registryHosts(registry).map((host) => [host, authEntry(credential)] as const),
    ),
  );
  return {
    secretNames: [secretName],
    accounts: [],
    async write() {
      await editSecret(context, (found) => {
        const { config } = (found && read(found)) ?? { config: { auths: {} } };
        const annotations = { [clusterAnnotation]: context.cluster };
        return { edit: { act: 'write', config: merged(config, [], entries), annotations } };
      });
    },
    async link() {},
    async remove() {
      return (await context.api.tryDeletion(secret)) ? 'passed' : 'nothing there';
    },
  };
}
