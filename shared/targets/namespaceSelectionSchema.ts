import * as z from 'zod';
import { namespacePattern } from '../validation/names.ts';
import { isLabelSelector } from './labelSelector.ts';
import { isGlob, isSystemNamespace, leavesNothing } from './namespaceGlobs.ts';

/** Which namespaces a target writes to. */
export const namespaceSelection = z
  .strictObject({
    include: z
      .array(namespacePattern)
      .max(1000)
      .optional()
      .describe('Names or globs; absent or empty means every namespace.'),
    exclude: z.array(namespacePattern).max(1000).optional().describe('Names or globs to leave out.'),
    labelSelector: z
      .string()
      .min(1)
      .max(1024)
      .refine(isLabelSelector, 'a label selector as kubectl takes it, such as pull=ecr,tier!=dev')
      .optional()
      .describe('kubectl syntax, e.g. pull=ecr,tier!=dev.'),
  })
  .superRefine((selection, context) => {
    const refuse = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    for (const [index, pattern] of (selection.include ?? []).entries())
      if (isGlob(pattern) && isSystemNamespace(pattern))
        refuse(['include', index], 'matches nothing: a system namespace is chosen by its whole name alone');
    if (leavesNothing(selection)) refuse(['exclude'], 'leaves nothing of what is included');
  })
  .describe('Namespaces that match an include and the selector, and no exclude');

export type NamespaceSelection = z.infer<typeof namespaceSelection>;
