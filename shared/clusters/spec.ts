import * as z from 'zod';
import { registryHosts } from '../registries/hosts.ts';
import { type Registry, registry } from '../registries/schema.ts';
import { type Target, target } from '../targets/schema.ts';
import { dnsLabel, labels, siteName } from './names.ts';
import { registriesOf } from './registriesOf.ts';

/** What a fleet admin says of one cluster, but for its kubeconfig, which is kept apart. */
export const clusterSpecObject = z.strictObject({
  name: dnsLabel.describe('The cluster’s identity in PullPass.'),
  labels: labels.default({}),
  context: z
    .string()
    .min(1)
    .max(253)
    .optional()
    .describe('Context of the kubeconfig; default: its current-context.'),
  site: siteName
    .optional()
    .describe('The deployed site whose network reaches the cluster; default: the network of no site.'),
  registries: z.array(registry).min(1).max(50),
  targets: z.array(target).min(1).max(20),
  refreshEveryMinutes: z.int().min(15).max(300).default(60),
  paused: z.boolean().default(false),
});

export const clusterSpec = clusterSpecObject.superRefine(checkReferences);

export type ClusterSpec = z.infer<typeof clusterSpecObject>;

/** Rules that span several fields. Used on whatever object extends the spec. */
export function checkReferences(
  spec: { registries: readonly Registry[]; targets: readonly Target[] },
  context: z.RefinementCtx,
): void {
  const refuse = (path: (string | number)[], message: string) =>
    context.addIssue({ code: 'custom', path, message });

  const names = spec.registries.map(({ name }) => name);
  for (const [index, name] of names.entries())
    if (names.indexOf(name) !== index)
      refuse(['registries', index, 'name'], `there is another registry named "${name}"`);

  for (const [index, { registries: wanted, secretName }] of spec.targets.entries()) {
    for (const [position, name] of (wanted ?? []).entries())
      if (!names.includes(name))
        refuse(
          ['targets', index, 'registries', position],
          `there is no registry named "${name}"; this cluster has ${names.join(', ')}`,
        );
    const host = repeatedHost(registriesOf(spec, { registries: wanted }));
    if (host !== undefined)
      refuse(
        ['targets', index, 'registries'],
        `two registries of the secret "${secretName}" serve the host ${host}`,
      );
  }
}

function repeatedHost(registries: readonly Registry[]): string | undefined {
  const hosts = registries.flatMap((of) => [...new Set(registryHosts(of))]);
  return hosts.find((host, index) => hosts.indexOf(host) !== index);
}
