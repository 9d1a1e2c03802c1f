import * as z from 'zod';
import { argocdSchema } from './argocd/schema.ts';
import { dockerconfigjsonSchema } from './dockerconfigjson/schema.ts';
import { globalPullSecretSchema } from './globalPullSecret/schema.ts';
import { imagePullSecretSchema } from './imagePullSecret/schema.ts';
import { jenkinsSchema } from './jenkins/schema.ts';
import { keysSchema } from './keys/schema.ts';

/** What PullPass writes into a cluster. A new kind is a new folder here, a line in this list, and one each in kinds and declarations. */
export const target = z.discriminatedUnion('kind', [
  imagePullSecretSchema,
  dockerconfigjsonSchema,
  keysSchema,
  jenkinsSchema,
  argocdSchema,
  globalPullSecretSchema,
]);

export type Target = z.infer<typeof target>;
