import * as z from 'zod';
import { registryNames } from '../secrets/common.ts';
import { targetName } from '../targetName.ts';

/**
 * Hours between writes. At least 5: Red Hat's own job that keeps ECR tokens there writes every 5 hours, since every 4
 * proved too often. At most 7: a token is written with 11.5 hours left, the first push after the interval may come an
 * hour later, and with less than 3 hours left it would count as at risk.
 */
const [fewestHours, mostHours] = [5, 7];

/** The pull secret of a whole ROSA HCP cluster, which PullPass shares with others. */
export const globalPullSecretSchema = z
  .strictObject({
    kind: z.literal('globalPullSecret'),
    name: targetName,
    registries: registryNames,
    everyHours: z
      .int()
      .min(
        fewestHours,
        `at least ${fewestHours}: each write restarts the kubelet of every node, and may not come more often`,
      )
      .max(mostHours, `at most ${mostHours}: a token of ECR lives 12 hours, and must be replaced in time`)
      .default(fewestHours)
      .describe(
        'The least number of hours between two writes. Each write restarts the kubelet on the cluster’s nodes.',
      ),
  })
  .describe('Pull secret of a whole cluster, on ROSA HCP');

export type GlobalPullSecret = z.infer<typeof globalPullSecretSchema>;
