import * as z from 'zod';
import { argocdSchema } from './argocd/schema.ts';
import { dockerconfigjsonSchema } from './dockerconfigjson/schema.ts';
import { globalPullSecretSchema } from './globalPullSecret/schema.ts';
import { imagePullSecretSchema } from './imagePullSecret/schema.ts';
import { jenkinsSchema } from './jenkins/schema.ts';
import { keysSchema } from './keys/schema.ts';

/**
 * What PullPass writes into a cluster. A new kind takes a new folder here, and one line each in this list, in kinds and
 * in declarations.
 */
export const target = z.discriminatedUnion('kind', [
  imagePullSecretSchema,
  dockerconfigjsonSchema,
  keysSchema,
  jenkinsSchema,
  argocdSchema,
  globalPullSecretSchema,
]);

export type Target = z.infer<typeof target>;
