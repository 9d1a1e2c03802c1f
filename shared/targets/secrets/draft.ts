import { Failure } from '../../failure.ts';
import { iso } from '../../iso.ts';
import type { ApplyBody } from '../../kubernetes/api.ts';
import {
  besideAnnotation,
  clusterAnnotation,
  contentsAnnotation,
  managedByLabel,
  validUntilAnnotation,
} from './ownership.ts';

/** What is known of a target's secret before its credentials are there. */
export interface SecretOutline {
  name: string;
  /** Keys of its data. */
  keys: readonly string[];
  /** The secret that it completes, where it stands beside one. In a list it comes before that one. */
  beside?: string;
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
  /** As in its outline. */
  beside?: string;
  /**
   * Of one that others stand beside: its data as versions wrote it that had nothing beside it, and what it means that it
   * still has this form.
   */
  alone?: { data: Record<string, string>; means: string };
}

/** Bytes of all values that Kubernetes takes. Source: https://kubernetes.io/docs/concepts/configuration/secret/ */
export const mostBytes = 1024 * 1024;

/** A draft, serialised once for all the namespaces it goes to. */
export interface PreparedSecret {
  draft: SecretDraft;
  body: ApplyBody;
  /** The body of `alone`. */
  aloneBody?: ApplyBody;
}

/**
 * Prepares the drafts of one target. Throws a Failure where a secret would be too large.
 *
 * @param contents what each carries, by its name: see contentsOf
 */
export function prepareAll(
  drafts: readonly SecretDraft[],
  cluster: string,
  contents: ReadonlyMap<string, string>,
): PreparedSecret[] {
  return drafts.map((draft) => {
    const beside = drafts.filter((other) => other.beside === draft.name).map(({ name }) => name);
    const carried = contents.get(draft.name);
    const noted = {
      ...draft.annotations,
      ...(carried !== undefined && { [contentsAnnotation]: carried }),
      ...(beside.length > 0 && { [besideAnnotation]: beside.join(',') }),
    };
    const { alone } = draft;
    return {
      draft,
      body: bodyOf({ ...draft, annotations: noted }, cluster),
      ...(alone !== undefined && { aloneBody: bodyOf({ ...draft, data: alone.data }, cluster) }),
    };
  });
}

function bodyOf(draft: SecretDraft, cluster: string): ApplyBody {
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
        ...(Number.isFinite(validUntil) && { [validUntilAnnotation]: iso(validUntil) }),
      },
    },
    type,
    data: Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
    ),
  };
  return { json: JSON.stringify(secret) };
}
