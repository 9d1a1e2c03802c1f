import type { Client } from '../../cli/api/client.ts';
import { Refused } from '../../cli/api/refused.ts';
import type { EcrRegistry } from '../../shared/registries/ecr/schema.ts';
import { secretName, serviceAccounts } from '../demo/fleet.ts';
import type { RunningDemoCluster } from '../demo/startDemo.ts';
import type { Registration } from '../register/foreignCluster.ts';

export interface Registering {
  api: Client;
  /** The user's own cluster, if one should be registered. */
  own: Registration | undefined;
  registry: EcrRegistry;
  demo: readonly RunningDemoCluster[];
  say: (line: string) => void;
}

/**
 * Registers the simulated clusters and the user's own, all through the API.
 *
 * @returns the names of those that were refused; the reasons were shown for each
 */
export async function registerAll({ api, own, registry, demo, say }: Registering): Promise<string[]> {
  const wanted = [...demo.map((cluster) => demoRegistration(cluster, registry)), ...(own ? [own] : [])];
  const refusals = await Promise.all(
    wanted.map(async (one) => ({ name: one.name, why: await refusal(api, one) })),
  );
  const refused = refusals.filter(({ why }) => why !== undefined);
  for (const { name, why } of refused)
    if (why) for (const line of [`${name} was not registered:`, ...why]) say(line);
  return refused.map(({ name }) => name);
}

function demoRegistration(
  { name, labels, include, kubeconfig }: RunningDemoCluster,
  registry: EcrRegistry,
): Registration & { labels: Readonly<Record<string, string>> } {
  return {
    name,
    labels,
    kubeconfig,
    registries: [registry],
    targets: [{ kind: 'imagePullSecret', secretName, namespaces: { include }, serviceAccounts }],
  };
}

/** Why a cluster is refused, as lines; undefined if it was registered. */
async function refusal(api: Client, cluster: Registration): Promise<string[] | undefined> {
  try {
    await api.put(cluster);
    return undefined;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.lines;
  }
}
