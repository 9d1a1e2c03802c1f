import { type Ends, isoOf } from '../../ends.ts';
import { Failure } from '../../failure.ts';
import {
  besideAnnotation,
  clusterAnnotation,
  contentsAnnotation,
  managedByLabel,
  validUntilAnnotation,
} from './ownership.ts';

/** What is known of a target's secret without its credentials. */
export interface SecretOutline {
  name: string;
  /** Keys of its data. */
  keys: readonly string[];
  /** The main secret, if this one complements another. In a list, complements come before it. */
  beside?: string;
}

/** A secret as a target composes it, the same in every namespace. */
export interface SecretDraft {
  name: string;
  /** Its Kubernetes type, which cannot be changed later. */
  type: string;
  labels?: Record<string, string> | undefined;
  annotations?: Record<string, string> | undefined;
  /** Values as they are, before base64. */
  data: Record<string, string>;
  /** When the first of its credentials expires. */
  ends: Ends;
  /** As in its outline. */
  beside?: string;
  /**
   * For a secret with complements: its data as versions wrote it that had none, and the consequence if it still has
   * that form.
   */
  alone?: { data: Record<string, string>; means: string };
}

/**
 * The most bytes that Kubernetes accepts for all values. Source:
 * https://kubernetes.io/docs/concepts/configuration/secret/
 */
export const mostBytes = 1024 * 1024;

/** A draft, serialised as JSON once for all its namespaces. */
export interface PreparedSecret {
  draft: SecretDraft;
  body: string;
  /** The body of `alone`. */
  aloneBody?: string;
}

/**
 * Prepares the drafts of one target. Throws a Failure if a secret is too large.
 *
 * @param contents the digest of each, by name: see contentsOf
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

function bodyOf(draft: SecretDraft, cluster: string): string {
  const { name, type, labels, annotations, data, ends } = draft;
  const validUntil = isoOf(ends);
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
        ...(validUntil !== undefined && { [validUntilAnnotation]: validUntil }),
      },
    },
    type,
    data: Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
    ),
  };
  return JSON.stringify(secret);
}
