import type { Commented, Identity } from '../../../shared/rbac/manifestsOf.ts';
import type { Asking, RbacPlan } from './plan.ts';

/** Compares what is wanted with what is there. */
export async function planRbac(
  _api: Asking,
  wanted: readonly Commented[],
  identity: Identity,
): Promise<RbacPlan> {
  return { identity, creates: [...wanted], changes: [], removes: [], same: [], unseen: [] };
}
