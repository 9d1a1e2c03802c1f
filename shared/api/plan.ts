import * as z from 'zod';
import { namespaceSelection } from '../targets/namespaceSelectionSchema.ts';

export const plannedWrite = z.object({
  target: z.string().describe('Name of the target.'),
  secret: z.string(),
  namespaces: namespaceSelection,
  serviceAccounts: z.array(z.string()).describe('Service accounts that the secret is linked to.'),
  registries: z.array(z.string()).describe('Names of the registries whose credentials go in.'),
  change: z.enum(['new', 'changed', 'same']).describe('Compared with what was written before.'),
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
  notIn: z.array(namespaceSelection).optional().describe('Excepted: the namespaces that these choose.'),
  serviceAccounts: z.array(z.string()).optional(),
  hosts: z.array(z.string()).optional().describe('Hosts of the entries.'),
  message: z.string(),
});

/** What a change does to the cluster. */
export const plan = z
  .object({
    writes: z.array(plannedWrite),
    removes: z.array(plannedRemoval),
    leaves: z
      .array(plannedRemoval)
      .describe('What PullPass wrote, and from now on neither renews nor removes.'),
    afterResuming: z
      .literal(true)
      .optional()
      .describe('The cluster is paused: nothing is done until it is resumed.'),
  })
  .describe(
    'What the change does to the cluster, computed from the settings alone. Which namespaces match is decided at the push.',
  );
