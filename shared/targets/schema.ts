import * as z from 'zod';
import { imagePullSecretSchema } from './imagePullSecret/schema.ts';

/** What PullPass writes into a cluster. A new kind is a new folder here and a line in this list. */
export const target = z.discriminatedUnion('kind', [imagePullSecretSchema]);

export type Target = z.infer<typeof target>;
