import { Failure } from '../../failure.ts';
import { ApiStatusFailure } from '../../kubernetes/failures.ts';
import type { TargetContext } from '../kind.ts';
import { type Applied, applyOwned } from './apply.ts';
import { besideFailure, standsAlone, wasNeverBeside } from './beside.ts';
import type { PreparedSecret } from './draft.ts';

export interface AppliedAll {
  /** `isFirst`: it came to stand beside a secret that was there without it. */
  applied: { name: string; as: Applied; isFirst: boolean }[];
  /** The first of the failures. */
  failure?: Failure;
  /** Whether all that was there before has the new credential, although something failed. */
  served: boolean;
}

/**
 * Applies all of a target's secrets in one namespace: one that cannot be written keeps none of the others from being so.
 * Throws what says that no other will fare better.
 *
 * @param onFailure told of each failure as it comes
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
  /** What could not be written beside a secret that never had it. */
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

  /** Asked before what it stands beside is written, which then notes it. */
  function isFirst({ draft }: PreparedSecret): Promise<boolean> {
    return wasNeverBeside(context, namespace, draft).catch(() => false);
  }

  /** The form that a secret is to have: with something missing beside it, one of before stays as it was. */
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

/** Whether a failure says nothing of the other secrets in the namespace: it is of who may write this one, or has it. */
function concernsOne(error: unknown): error is Failure {
  if (!(error instanceof Failure)) return false;
  if (error instanceof ApiStatusFailure && error.hasCause('NamespaceTerminating')) return false;
  return ['forbidden', 'denied', 'conflict'].includes(error.kind);
}
