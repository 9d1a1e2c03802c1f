import * as z from 'zod';
import { dnsSubdomain } from '../../validation/names.ts';
import { registryNames, secretKey, secretsTargetFields } from '../secrets/common.ts';
import { targetName } from '../targetName.ts';

/** A docker config in a secret of any name, to be mounted or named by others. It is linked to nothing. */
export const dockerconfigjsonSchema = z
  .strictObject({
    kind: z.literal('dockerconfigjson'),
    name: targetName,
    secretName: dnsSubdomain,
    key: secretKey
      .optional()
      .describe(
        'Key of the docker config, such as config.json, in a secret of type Opaque; default: .dockerconfigjson, in one of type kubernetes.io/dockerconfigjson.',
      ),
    ...secretsTargetFields,
    registries: registryNames,
  })
  .describe('Docker config in a secret of any name');

export type Dockerconfigjson = z.infer<typeof dockerconfigjsonSchema>;
