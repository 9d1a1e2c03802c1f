import * as z from 'zod';
import { dnsLabel, dnsSubdomain } from '../../validation/names.ts';
import { refuseOwn, refuseTwice, secretsTargetFields } from '../secrets/common.ts';
import { targetName } from '../targetName.ts';
import { nameAnnotation } from './nameAnnotation.ts';
import { syncLabel } from './syncLabel.ts';

/** Credentials that OpenShift's sync plugin copies into Jenkins: one for each registry. */
export const jenkinsSchema = z
  .strictObject({
    kind: z.literal('jenkins'),
    name: targetName,
    secretName: dnsSubdomain
      .max(180)
      .default('ecr-credentials')
      .describe('The first part of the secrets’ names: <secretName>-<registry>.'),
    registries: z
      .array(dnsLabel)
      .min(1)
      .max(50)
      .describe(
        'Names of the registries: each gets a secret of its own, and becomes one Jenkins credential.',
      ),
    ...secretsTargetFields,
  })
  .superRefine(({ registries }, context) => refuseTwice('registries', registries, context))
  .superRefine(refuseOwn('labels', syncLabel))
  .superRefine(
    refuseOwn(
      'annotations',
      nameAnnotation,
      'keeps Jenkins from renewing the credential: its id is always NAMESPACE-NAME',
    ),
  )
  .describe('Credentials for Jenkins on OpenShift');

export type Jenkins = z.infer<typeof jenkinsSchema>;
