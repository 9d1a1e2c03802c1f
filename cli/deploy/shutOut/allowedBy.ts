import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseHostPatterns } from '../../../shared/registries/hostPatterns.ts';
import { root } from '../build/functions.ts';
import type { Allowed } from './decideShutOut.ts';

const service = z.object({
  params: z.object({ default: z.object({ registryRoles: z.string(), ecrHosts: z.string() }) }),
});

/** What a deployment with these parameters (NAME=VALUE) allows; others have the defaults of serverless.yml. */
export async function allowedBy(
  params: readonly string[],
  { partition, account }: { partition: string; account: string },
): Promise<Allowed> {
  const text = await readFile(join(root, 'serverless.yml'), 'utf8');
  const defaults = service.parse(parse(text, { logLevel: 'silent' })).params.default;
  const value = (name: keyof Allowed) => given(params, name) ?? defaults[name];
  return {
    registryRoles: value('registryRoles')
      .replace(/\$\{AWS::(Partition|AccountId)\}/g, (_, name) => (name === 'Partition' ? partition : account))
      .split(',')
      .map((pattern) => pattern.trim())
      .filter((pattern) => pattern !== ''),
    ecrHosts: parseHostPatterns(value('ecrHosts')),
  };
}

/** The value that a parameter was given; the last one if given several times. */
export function given(params: readonly string[], name: string): string | undefined {
  return params.findLast((param) => param.startsWith(`${name}=`))?.slice(name.length + 1);
}
