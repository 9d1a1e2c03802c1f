import * as z from 'zod';
import { namespaceSelection } from '../targets/namespaceSelectionSchema.ts';

const plannedWrite = z.object({
  target: z.string().describe('Name of the target.'),
  secret: z.string(),
  namespaces: namespaceSelection,
  serviceAccounts: z.array(z.string()).describe('That the secret is linked to.'),
  registries: z.array(z.string()).describe('Names of those whose credentials go in.'),
  change: z.enum(['new', 'changed', 'same']).describe('Against what was written so far.'),
  message: z.string(),
});

export const plannedRemoval = z.object({
  what: z
    .enum(['secret', 'link', 'entries'])
    .describe(
      'The secret, with its links; its name in service accounts; or what PullPass wrote into a secret that stays.',
    ),
  secret: z.string(),
  namespaces: namespaceSelection,
  notIn: z.array(namespaceSelection).optional().describe('What these choose is left out.'),
  serviceAccounts: z.array(z.string()).optional(),
  hosts: z.array(z.string()).optional().describe('Of the entries.'),
  message: z.string(),
});

/** What a change does to the cluster. */
export const plan = z
  .object({
    writes: z.array(plannedWrite),
    removes: z.array(plannedRemoval),
    leaves: z
      .array(plannedRemoval)
      .describe('What PullPass wrote, and neither renews nor removes from now on.'),
    afterResuming: z
      .literal(true)
      .optional()
      .describe('The cluster is paused: nothing of it is done before it is resumed.'),
  })
  .describe(
    'What the change does to the cluster, worked out from the specs alone: the cluster says when it is pushed to which namespaces are chosen.',
  );
