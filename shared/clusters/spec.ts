import * as z from 'zod';
import { registry } from '../registries/schema.ts';
import { target } from '../targets/schema.ts';
import { dnsLabel, labels, siteName } from '../validation/names.ts';
import { checkReferences } from './checkReferences.ts';
import { defaultSweepMinutes } from './schedule.ts';

/** What a fleet admin sets for one cluster. The kubeconfig is not in it; it is stored separately. */
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
    .describe('The deployed site whose network reaches the cluster; default: the default network.'),
  registries: z.array(registry).min(1).max(50),
  targets: z.array(target).min(1).max(20),
  refreshEveryMinutes: z.int().min(15).max(300).default(60),
  sweepEveryMinutes: z
    .int()
    .min(0)
    .max(60)
    .default(defaultSweepMinutes)
    .describe(
      'Minutes between two sweeps of a target with globs or a labelSelector: new namespaces get the secret, and secrets that others deleted or changed are put back. 0: only refreshes do this.',
    ),
  renew: z
    .boolean()
    .default(false)
    .describe(
      'Whether PullPass replaces the token in the kubeconfig with a new one at half of its life. The token must expire, and belong to a service account that may create tokens for itself.',
    ),
  paused: z.boolean().default(false),
});

export const clusterSpec = clusterSpecObject.superRefine(checkReferences);

export type ClusterSpec = z.infer<typeof clusterSpecObject>;
