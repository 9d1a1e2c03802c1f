import { registryHosts } from './hosts.ts';
import type { Question } from './proof/proofs.ts';
import type { Registry } from './schema.ts';

/** The questions for a registry's credential: each of its hosts, and the probe image at the first of them. */
export function questionsOf(registry: Registry): Question[] {
  const hosts = registryHosts(registry);
  const [first = ''] = hosts;
  const { probe } = registry;
  return [
    ...hosts.map((host) => ({ host })),
    ...(probe === undefined ? [] : [{ host: first, image: `${first}/${probe}` }]),
  ];
}
