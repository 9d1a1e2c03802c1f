import { Failure } from '../../failure.ts';
import type { Secret } from '../../kubernetes/objects.ts';
import { parseConfig } from './config.ts';
import type { HeldEntries } from './decideWrite.ts';
import { namespace, secretName } from './editSecret.ts';

const type = 'kubernetes.io/dockerconfigjson';

/** The content of the secret. Throws a Failure if nothing can be added to it. */
export function read(secret: Secret): HeldEntries {
  if (secret.type !== type) throw unusable(`has the type ${secret.type}, which cannot be changed to ${type}`);
  if (secret.immutable) throw unusable('is immutable');
  const held = readLeniently(secret);
  if (held === undefined) throw unusable('holds no readable docker config');
  return held;
}

/** The same, but undefined if it cannot be read. */
export function readLeniently({ data, metadata }: Secret): HeldEntries | undefined {
  const text = Buffer.from(data?.['.dockerconfigjson'] ?? '', 'base64').toString();
  const config = parseConfig(text);
  return config && { config, annotations: metadata?.annotations ?? {} };
}

function unusable(how: string): Failure {
  return new Failure('conflict', `Secret ${namespace}/${secretName} ${how}. Nothing was overwritten`, {
    remedy: `Find out who made ${namespace}/${secretName}. Correct it, or delete it: PullPass then creates it.`,
  });
}
