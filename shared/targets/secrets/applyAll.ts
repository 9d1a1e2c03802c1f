import { Failure } from '../../failure.ts';
import { isTerminating } from '../../kubernetes/apiErrors.ts';
import type { TargetContext } from '../kind.ts';
import { type Applied, applyOwned } from './apply.ts';
import { besideFailure, standsAlone, wasNeverBeside } from './beside.ts';
import type { PreparedSecret } from './draft.ts';

export interface AppliedAll {
  /** `isFirst`: its main secret existed without it before. */
  applied: { name: string; as: Applied; isFirst: boolean }[];
  /** The first of the failures. */
  failure?: Failure;
  /** Whether everything that existed before has the new credential although something failed. */
  served: boolean;
}

/**
 * Applies all of a target's secrets in one namespace. If one cannot be written, the others are still tried. Throws a
 * failure that the others would meet too.
 *
 * @param onFailure called with each failure as it occurs
 */
export async function applyAll(
  context: Pick<TargetContext, 'api' | 'cluster' | 'claim'>,
  namespace: string,
  secrets: readonly PreparedSecret[],
  adopt: boolean,
  onFailure: (error: unknown) => void,
): Promise<AppliedAll> {
  const applied: AppliedAll['applied'] = [];
  const failures = new Map<string, Failure>();
  /** New complements that could not be written. */
  const neverThere = new Set<string>();
  for (const secret of secrets) {
    const { name } = secret.draft;
    try {
      context.claim(namespace, name);
      const as = await applyOwned(context, namespace, await formOf(secret), adopt);
      applied.push({ name, as, isFirst: as.was === 'created' && (await isFirst(secret)) });
    } catch (error) {
      onFailure(error);
      if (!concernsOne(error)) throw error;
      failures.set(name, error);
    }
  }
  const [failure] = failures.values();
  const served = [...failures.keys()].every((name) => neverThere.has(name));
  return { applied, served, ...(failure !== undefined && { failure }) };

  /** Check this before the main secret is written, which then notes it. */
  function isFirst({ draft }: PreparedSecret): Promise<boolean> {
    return wasNeverBeside(context, namespace, draft).catch(() => false);
  }

  /** The form to write: while a complement is missing, a secret of an older version keeps its form. */
  async function formOf(secret: PreparedSecret): Promise<PreparedSecret> {
    const { draft, aloneBody } = secret;
    const missing = secrets.flatMap(({ draft: { name, beside } }) =>
      beside === draft.name && failures.has(name) ? name : [],
    );
    if (missing.length === 0 || aloneBody === undefined) return secret;
    const alone = await standsAlone(context, namespace, draft.name).catch(() => false);
    const means = alone ? draft.alone?.means : undefined;
    for (const name of missing) {
      const failure = failures.get(name);
      if (failure !== undefined) failures.set(name, besideFailure(failure, means));
      if (alone) neverThere.add(name);
    }
    return alone ? { draft, body: aloneBody } : secret;
  }
}

/**
 * Whether a failure says nothing about the other secrets in the namespace: it is about who may write this one, or who
 * owns it.
 */
function concernsOne(error: unknown): error is Failure {
  if (!(error instanceof Failure) || isTerminating(error)) return false;
  return ['forbidden', 'denied', 'conflict'].includes(error.kind);
}
