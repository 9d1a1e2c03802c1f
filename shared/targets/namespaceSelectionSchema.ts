import * as z from 'zod';
import { namespacePattern } from '../clusters/names.ts';

/** Which namespaces a target writes to. */
export const namespaceSelection = z
  .strictObject({
    include: z
      .array(namespacePattern)
      .max(1000)
      .optional()
      .describe('Names or globs; absent or empty means every namespace.'),
    exclude: z.array(namespacePattern).max(1000).optional().describe('Names or globs that are left out.'),
    labelSelector: z
      .string()
      .min(1)
      .max(1024)
      .optional()
      .describe('kubectl syntax, e.g. pull=ecr,tier!=dev.'),
  })
  .describe('Namespaces that match an include and the selector, and no exclude');

export type NamespaceSelection = z.infer<typeof namespaceSelection>;
