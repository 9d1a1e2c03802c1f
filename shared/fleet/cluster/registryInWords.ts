import { registryKindOf } from '../../registries/kinds.ts';
import type { Registry } from '../../registries/schema.ts';

/** `ECR of 123456789012 in eu-west-1, as arn:…, tried with team/app:1.2` */
export function registryInWords(registry: Registry): string {
  const { roleArn, probe } = registry;
  const as = roleArn === undefined ? '' : `, as ${roleArn}`;
  const tried = probe === undefined ? '' : `, tried with ${probe}`;
  return `${registryKindOf(registry).inWords(registry)}${as}${tried}`;
}
