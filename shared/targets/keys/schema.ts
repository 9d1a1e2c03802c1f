import * as z from 'zod';
import { dnsLabel, dnsSubdomain } from '../../validation/names.ts';
import { secretKey, secretsTargetFields } from '../secrets/common.ts';
import { targetName } from '../targetName.ts';

const keyNames = z
  .strictObject({
    username: secretKey.optional(),
    password: secretKey.optional(),
    registry: secretKey
      .optional()
      .describe('Its first host; of a static registry its host, with the path if it has one.'),
    host: secretKey.optional().describe('Its first host without a path: what helm registry login takes.'),
    auth: secretKey.optional().describe('base64 of user, colon and password.'),
  })
  .refine((keys) => Object.values(keys).length > 0, 'name at least one key')
  .refine(
    (keys) => new Set(Object.values(keys)).size === Object.values(keys).length,
    'two values would be written under one key',
  );

/** One registry's credential, under keys that the user chooses. */
export const keysSchema = z
  .strictObject({
    kind: z.literal('keys'),
    name: targetName,
    secretName: dnsSubdomain,
    registry: dnsLabel.describe('Name of the registry.'),
    keys: keyNames.describe('For each value to write, the key under which to write it.'),
    ...secretsTargetFields,
  })
  .describe('User, password and host under keys of your choice');

export type Keys = z.infer<typeof keysSchema>;
