import { Failure } from '../../failure.ts';
import type { ApplyBody } from '../../kubernetes/api.ts';
import { clusterAnnotation, managedByLabel, validUntilAnnotation } from './ownership.ts';

/** What is known of a target's secret before its credentials are there. */
export interface SecretOutline {
  name: string;
  /** Keys of its data. */
  keys: readonly string[];
}

/** A secret as a target wants it, the same in every namespace. */
export interface SecretDraft {
  name: string;
  /** Kubernetes' type of it; it cannot be changed once the secret is there. */
  type: string;
  labels?: Record<string, string> | undefined;
  annotations?: Record<string, string> | undefined;
  /** Values as they are, before base64. */
  data: Record<string, string>;
  /** Epoch milliseconds: earliest expiry of the credentials in it; Infinity where none ends. */
  validUntil: number;
}

/** Bytes of all values that Kubernetes takes. Source: https://kubernetes.io/docs/concepts/configuration/secret/ */
export const mostBytes = 1024 * 1024;

/** A draft, serialised once for all the namespaces it goes to. */
export interface PreparedSecret {
  draft: SecretDraft;
  body: ApplyBody;
}

/** Throws a Failure where the secret would be too large. */
export function prepare(draft: SecretDraft, cluster: string): PreparedSecret {
  const { name, type, labels, annotations, data, validUntil } = draft;
  const bytes = Object.values(data).reduce((sum, value) => sum + Buffer.byteLength(value), 0);
  if (bytes > mostBytes)
    throw new Failure('token', `Secret ${name} would hold ${bytes} bytes; Kubernetes takes ${mostBytes}`, {
      remedy: 'Spread the registries over several targets, each with a secretName of its own.',
    });
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name,
      labels: { ...labels, [managedByLabel]: 'pullpass' },
      annotations: {
        ...annotations,
        [clusterAnnotation]: cluster,
        ...(Number.isFinite(validUntil) && { [validUntilAnnotation]: new Date(validUntil).toISOString() }),
      },
    },
    type,
    data: Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
    ),
  };
  return { draft, body: { json: JSON.stringify(secret) } };
}
